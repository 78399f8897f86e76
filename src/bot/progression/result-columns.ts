import { dictionaryOf, namesKnownIn } from '../tables/columns.ts';

/** What schools and their systems call the columns of results, in the languages of most of them. */
export type ResultColumn =
  | 'site'
  | 'group'
  | 'section'
  | 'stage'
  | 'subject'
  | 'learner'
  | 'firstName'
  | 'lastName'
  | 'learnerNumber'
  | 'test'
  | 'date'
  | 'maxMark'
  | 'mark';

export const resultColumns = dictionaryOf<ResultColumn>({
  site: ['site, support site', 'programme, program, curriculum'],
  group: [
    'group, learner group, group name, teaching group',
    `class, class name, class code, homeroom, klasse, lerngruppe, grupo, clase, turma, classe, gruppo, groupe, kelas, kelompok, lớp,
    sınıf, şube, grup, klasa, grupa, klas, groep, класс, группа, клас, 班级, 班, クラス, 반, 학급, الصف, الفصل, المجموعة, कक्षा, ชั้นเรียน, ห้อง`,
    'form, set, course, tutor group, registration group, kurs, curso, cours, corso',
  ],
  // What parts a class of many: of class 3 and section A the group is 3A.
  section: ['section, division, stream, class section, sección, seção, شعبة, الشعبة, सेक्शन, अनुभाग'],
  stage: [
    'stage, cambridge stage',
    `year, year group, grade, grade level, level, standard, std, key stage, stufe, jahrgang, jahrgangsstufe, klassenstufe, nivel, año, ano,
    série, niveau, année, anno, livello, tingkat, tahun, khối, seviye, poziom, 年级, 学年, 학년, المرحلة, المستوى, ระดับชั้น`,
  ],
  subject: [
    `subject, subject name, fach, asignatura, materia, disciplina, matière, mata pelajaran, mata kuliah, môn học, môn, ders, przedmiot,
    vak, предмет, 科目, 学科, 教科, 과목, المادة, विषय, วิชา`,
  ],
  learner: [
    `learner, learner name, pupil, pupil name, student, student name, candidate, candidate name, child, child name, name of learner,
    name of student, name of pupil, schüler, schülername, name des schülers, alumno, nombre del alumno, estudiante,
    nombre completo, aluno, nome do aluno, nome completo, élève, nom de l’élève, alunno, studente, nama siswa, siswa, nama murid, murid,
    học sinh, họ và tên, họ tên, öğrenci, öğrenci adı, adı soyadı, uczeń, imię i nazwisko, leerling, ученик, фио, учень, 学生, 学生姓名,
    姓名, 生徒名, 氏名, 학생, 학생 이름, الطالب, اسم الطالب, छात्र, विद्यार्थी, छात्र का नाम, นักเรียน, ชื่อนักเรียน`,
    'full name, name, names, nombre, nome, nom, nama, tên, ad, isim, naam, имя, 名前, 이름, الاسم, नाम, ชื่อ',
  ],
  firstName: [
    'first name, given name, forename, preferred first name, vorname, nombre de pila, primeiro nome, prénom, imię, voornaam',
  ],
  lastName: [
    'last name, surname, family name, nachname, familienname, apellido, apellidos, sobrenome, cognome, soyadı, nazwisko, achternaam, фамилия',
  ],
  learnerNumber: [
    `learner number, learner no, learner id, candidate number, candidate no, student number, student no, student id, pupil number,
    pupil id, upn, unique pupil number, uci, admission number, admission no, adno, roll number, roll no, gr no, registration number,
    schülernummer, matrícula, número de alumno, numéro élève, numéro d’élève, numero studente, nis, nisn, nomor induk, mã học sinh,
    öğrenci no, numer ucznia, leerlingnummer, 学号, 学籍番号, 학번, رقم الطالب, अनुक्रमांक, รหัสนักเรียน`,
    'sis id, sis user id, id number, sourced id, user sourced id',
  ],
  test: [
    `test, test name, assessment, assessment name, assessment title, exam, exam name, examination, paper, quiz, assignment, activity,
    prüfung, klassenarbeit, arbeit, prueba, examen, evaluación, prova, avaliação, teste, contrôle, évaluation, épreuve, verifica, ujian,
    tes, bài kiểm tra, sınav, sprawdzian, toets, тест, контрольная, 考试, 测验, テスト, 시험, الاختبار, الامتحان, परीक्षा, แบบทดสอบ, การสอบ`,
  ],
  date: [
    `date, test date, date of test, taken on, date taken, exam date, assessment date, datum, prüfungsdatum, fecha, data, tanggal, tarikh,
    ngày, tarih, дата, 日期, 考试日期, 日付, 날짜, التاريخ, تاريخ الاختبار, तारीख, दिनांक, วันที่`,
    'date completed, date submitted, submitted on, due date',
  ],
  maxMark: [
    `max mark, max marks, maximum mark, maximum marks, maximum, max, out of, max score, maximum score, full marks, total marks,
    total possible, points possible, possible points, höchstpunktzahl, maximalpunktzahl, puntuación máxima, nota máxima, pontuação máxima,
    note maximale, barème, sur, punteggio massimo, nilai maksimum, điểm tối đa, tam puan, maks, макс балл, максимальный балл,
    满分, 満点, 만점, الدرجة العظمى, الدرجة القصوى, पूर्णांक, คะแนนเต็ม`,
  ],
  mark: [
    `mark, marks, score, raw mark, raw score, mark awarded, marks obtained, result, points, points earned, punkte, punktzahl, nota,
    calificación, puntuación, puntaje, pontuação, note, points obtenus, punteggio, voto, nilai, markah, skor, điểm, puan, not, wynik,
    punkty, ocena, cijfer, score behaald, балл, баллы, оценка, 分数, 成绩, 得分, 点数, 점수, الدرجة, العلامة, प्राप्तांक, अंक, คะแนน`,
  ],
});

/** What stands in a class list and is no test, whatever numbers are in it. */
const noTest = dictionaryOf({
  no: [
    `no, nr, number, sn, serial, serial no, serial number, row, index, #, s no, sl no, nº, lp, stt, sıra no, 序号, 番号, 번호, م,
    age, phone, mobile, telephone, contact, house, attendance, absences, days absent, date of birth, dob, birthday, gender, sex,
    overall, effort, total, sum, grand total, average, avg, mean, median, percentage, percent, %, rank, position, grade, overall grade, gpa, summe,
    durchschnitt, promedio, total general, média, moyenne, rang, media, rata rata, ortalama, średnia, сумма, средний балл, 总分, 平均分,
    合計, 平均, 합계, 평균, course total, overall mark, overall score, المجموع, المعدل, कुल, รวม, email, e-mail, comment, comments, remarks, notes, postcode, year, id`,
  ],
});

/** What the last rows of a class list are called, which are no learners. */
const noLearner = dictionaryOf({
  no: [
    `total, sum, average, avg, mean, median, class average, mean mark, highest, lowest, highest mark, lowest mark, min, minimum, mode,
    standard deviation, sd, range, count, summe, durchschnitt, promedio, moyenne, média, media, rata rata, ortalama, średnia, 平均, 总分`,
  ],
});

/** A row of a class list that has the maximum of each test where others have a learner. */
const maximum = dictionaryOf({
  max: [
    `max, maximum, max mark, max marks, maximum mark, maximum marks, out of, full marks, total marks, marks available, points possible,
    possible points, points, max score, maximum score, höchstpunktzahl, puntuación máxima, barème, nilai maksimum, tam puan, 满分, 満点, คะแนนเต็ม`,
  ],
});

/** A row that has the day of each test there. */
const dates = dictionaryOf({
  date: ['date, dates, test date, due date, datum, fecha, data, tanggal, tarih, дата, 日期, 日付, 날짜, التاريخ'],
});

/** What is worked out from the others: Canvas has `Assignments Current Score`, Moodle `Course total (Real)`, schools `Term average`. */
const workedOut =
  /\b(?:(?:current|final|unposted)\s+(?:score|points|grade)|course total|category total)\b|^(?:(?:class|year|term|form|overall)\s+)*(?:average|avg|rank|position)(?:\s+(?:mark|score|%))?$/i;

const names = (dictionary: Parameters<typeof namesKnownIn>[0]) => (word: string) =>
  namesKnownIn(dictionary)([word]) > 0;

const isNamedNoTest = names(noTest);

export const isNoTest = (head: string) => !/[\p{L}\p{N}]/u.test(head) || workedOut.test(head) || isNamedNoTest(head);
export const isDates = names(dates);
export const isNoLearner = names(noLearner);
export const isMaximum = names(maximum);
