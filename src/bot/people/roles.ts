import { foldHead } from '../tables/heads.ts';

/**
 * What a school's list says that someone is. Nobody gets rights by it: *Admin* may be the office. Only who is no member of staff
 * matters, since other systems keep everyone in one list.
 */

const learners = `student, students, pupil, pupils, learner, learners, student other, alumni, alumnus, applicant, alumno, alumna, alumnos, estudiante,
  estudiantes, aluno, aluna, alunos, élève, élèves, étudiant, étudiante, étudiants, schüler, schülerin, schülerinnen, studente, studentessa, alunno,
  alunna, alunni, studenti, طالب, طالبة, طلاب, الطلاب, تلميذ, تلميذة, 学生, 學生, murid, siswa, siswi, pelajar, öğrenci, öğrenciler, học sinh, sinh viên,
  นักเรียน, นักศึกษา, ученик, ученица, ученики, студент, учащийся, uczeń, uczennica, uczniowie, student, μαθητής, μαθήτρια, μαθητές, छात्र, छात्रा, विद्यार्थी, طالب علم`;

const families = `parent, parents, guardian, guardians, relative, observer, padre, madre, padres, tutor legal, pai, mãe, encarregado de educação, père, mère,
  eltern, erziehungsberechtigte, genitore, genitori, ولي الأمر, 家长, 家長, orang tua, veli, phụ huynh, ผู้ปกครอง, родитель, родители, rodzic, rodzice, γονέας, अभिभावक, والدین`;

const teachers = `teacher, teachers, staff, faculty, teaching, teaching staff, teaching assistant, teacher assistant, instructor, lecturer, editing teacher,
  tutor, class teacher, subject teacher, form tutor, member of staff, academic, academic staff, docente, docentes, profesor, profesora, profesorado,
  professor, professora, professeur, enseignant, enseignante, lehrkraft, lehrkräfte, lehrer, lehrerin, lehrperson, insegnante, insegnanti, معلم,
  معلمة, مدرس, مدرسة, أستاذ, أستاذة, 教师, 教師, 老师, 老師, guru, cikgu, pengajar, dosen, öğretmen, öğretmenler, giáo viên, ครู, อาจารย์, учитель, преподаватель,
  вчитель, nauczyciel, nauczycielka, εκπαιδευτικός, δάσκαλος, δασκάλα, καθηγητής, καθηγήτρια, शिक्षक, अध्यापक, استاد, معلمہ`;

const setOf = (words: string) => new Set(words.split(/[,\n]/).map(foldHead).filter(Boolean));
const [ofLearners, ofFamilies, ofTeachers] = [setOf(learners), setOf(families), setOf(teachers)];

/** `other`: of the staff, by a word that says nothing of teaching; what it may mean for their rights is for people to decide. */
export type Kind = 'learner' | 'family' | 'teacher' | 'other';

export function kindOf(role: string): Kind | undefined {
  // Several roles of one person: whoever teaches is staff, whatever else they are.
  const kinds = role
    .split(/[,;|/]/)
    .filter((word) => foldHead(word) !== '')
    .map((word): Kind => {
      const folded = foldHead(word);
      if (ofTeachers.has(folded)) return 'teacher';
      if (ofLearners.has(folded)) return 'learner';
      return ofFamilies.has(folded) ? 'family' : 'other';
    });
  return (['teacher', 'other', 'learner', 'family'] as const).find((kind) => kinds.includes(kind));
}

/** Whether an organisational unit (`/Students/Year 7`) or a licence (`A3 for students`) is one of learners. */
export const isOfLearners = (unit: string): boolean =>
  unit.split('/').some((part) => ofLearners.has(foldHead(part))) || /\bfor students?\b|_STUDENT/i.test(unit);
