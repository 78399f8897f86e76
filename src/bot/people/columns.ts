import { dictionaryOf, type Names } from '../tables/columns.ts';

/**
 * What the columns of a list of staff are called: by Google Workspace, Microsoft 365, OneRoster, School Data Sync, Moodle, Canvas, by what
 * schools keep their records with (SIMS, iSAMS, Arbor, Bromcom, Engage, ManageBac, PowerSchool, Veracross), and by people who write a list.
 */
export type Column =
  | 'firstName'
  | 'lastName'
  | 'firstOrWhole'
  | 'lastOrWhole'
  | 'wholeName'
  | 'lastNameFirst'
  | 'email'
  | 'programmes'
  | 'perhapsProgrammes'
  | 'sites'
  | 'rights'
  | 'role'
  | 'siteAdminOf'
  | 'status'
  | 'staffroomId'
  | 'isEnabled'
  | 'isBlocked'
  | 'isDeleted'
  | 'unit'
  | 'password';

const names: Names<Column> = {
  firstName: [
    `first name, forename, given name, given names, first names, forenames, first, given, fname, preferred first name, preferred forename,
    preferred given name, known as, preferred name, called name, chosen name,
    nombre de pila, primer nombre, nombres, primeiro nome, nome próprio, prénom, prénoms, prenom usuel, vorname, vornamen, rufname,
    nome di battesimo, الاسم الأول, الإسم الأول, الاسم الشخصي, 名, 名字, 名前, nama depan, nama pertama, ad, adı, isim, tên, ชื่อจริง,
    имя, імʼя, imię, imiona, jméno, πρώτο όνομα, μικρό όνομα, प्रथम नाम, पहला नाम, پہلا نام, نام اول, voornaam, förnamn, fornavn`,
    `legal first name, legal forename, official first name, first name legal`,
  ],
  lastName: [
    `last name, surname, family name, last names, surnames, last, family, lname, sname, preferred last name, preferred surname, chosen surname,
    apellido, apellidos, primer apellido, sobrenome, apelido, apelidos, último nome, nom de famille, nom d'usage, nachname, familienname,
    zuname, cognome, cognomi, اسم العائلة, الاسم الأخير, اللقب, الكنية, 姓, 姓氏, nama belakang, nama keluarga, nama akhir, soyad, soyadı,
    soyisim, họ, họ và tên đệm, họ đệm, นามสกุล, สกุล, фамилия, прізвище, nazwisko, příjmení, επώνυμο, επίθετο, उपनाम, कुलनाम, अंतिम नाम, آخری نام,
    خاندانی نام, achternaam, efternamn, etternavn`,
    `legal last name, legal surname, official surname, last name legal, second name, segundo apellido`,
  ],
  firstOrWhole: [`nombre, nome, όνομα, الاسم, الإسم, اسم, ชื่อ, nama, नाम, نام, name, names, isim, jmeno, ime`],
  lastOrWhole: [`nom, name, naam, namn, navn`],
  wholeName: [
    `full name, fullname, whole name, complete name, name, names, display name, displayname, staff name, teacher name, name of teacher,
    name of staff, employee name, nombre completo, nombre y apellidos, nombre y apellido, nombres y apellidos, nome completo, nome e cognome,
    nome e sobrenome, nome e apelido, prénom et nom, prénom nom, nom complet, vor und nachname, vorname nachname, vollständiger name, الاسم الكامل,
    الاسم بالكامل, nama lengkap, nama penuh, nama guru, ad soyad, adı soyadı, isim soyisim, ชื่อนามสกุล, ชื่อ สกุล, ชื่อและนามสกุล, imię i nazwisko,
    имя и фамилия, όνομα επώνυμο, पूरा नाम, शिक्षक का नाम, پورا نام, نام و نام خانوادگی, nama, nombre, nome, nom, название, ชื่อ, الاسم, नाम, نام`,
    `short name, teacher, staff, staff member, employee, person, lehrer, lehrkraft, docente, enseignant, profesor, guru, preferred full name`,
    `legal name, legal full name`,
  ],
  lastNameFirst: [
    `姓名, 氏名, 教师姓名, 教師姓名, 老师姓名, 이름, 성명, фио, фамилия имя отчество, фамилия имя, фамилия и имя, піб, họ tên, họ và tên, họ và tên giáo viên,
    apellidos y nombre, apellidos y nombres, apellido y nombre, apellidos nombre, cognome e nome, cognome nome, nom et prénom, nom prénom,
    nom et prénoms, name vorname, nachname vorname, nazwisko i imię, soyad ad, ονοματεπώνυμο, sortable name, surname and first name,
    surname and forename, surname first name, last name first name, last first, surname forename, sort name, surname name`,
  ],
  email: [
    `email, e mail, mail, email address, e mail address, work email, work email address, work e mail, school email, school email address, school mail,
    official email, email id, mail id, email 1 value, email primary, primary email, primary email address, main email, institutional email, company email,
    organisation email, staff email, teacher email, email work, mail address, electronic mail, email addr, internet address,
    correo, correo electrónico, correo e, email institucional, correo institucional, dirección de correo, dirección de correo electrónico,
    e mail institucional, correio eletrónico, correio eletrônico, endereço de email, endereço de e mail, adresse e mail, adresse mail,
    adresse électronique, adresse de messagerie, courriel, mél, mel, courrier électronique, e mail adresse, emailadresse, mailadresse,
    dienstliche e mail, dienst e mail, schul e mail, indirizzo email, indirizzo e mail, posta elettronica, البريد الإلكتروني, البريد الالكتروني,
    بريد إلكتروني, الايميل, الإيميل, ايميل, عنوان البريد الإلكتروني, 电子邮件, 电子邮箱, 电子邮件地址, 邮箱, 邮箱地址, 邮件, 電子郵件, 電郵, 電郵地址, 信箱, 電子信箱, 電子郵件地址, 工作邮箱, 学校邮箱,
    メール, メールアドレス, 이메일, alamat email, alamat e mail, surel, emel, alamat emel, e posta, eposta, e posta adresi, eposta adresi, thư điện tử,
    địa chỉ email, hộp thư, อีเมล, อีเมล์, ที่อยู่อีเมล, электронная почта, эл почта, почта, адрес электронной почты, имейл, емейл, e mail адрес,
    електронна пошта, adres email, adres e mail, poczta elektroniczna, poczta, ηλεκτρονικό ταχυδρομείο, ηλεκτρονική διεύθυνση, διεύθυνση email,
    διεύθυνση ηλεκτρονικού ταχυδρομείου, ईमेल, ई मेल, ईमेल पता, ई मेल पता, ای میل, ای میل پتہ, برقی پتہ, پست الکترونیک, e mailadres, e postadress,
    e post`,
    `user principal name, userprincipalname, upn, sign in name, google account, microsoft account, primary smtp address, smtp address,
    login email, username, user name, login id, login, user id, userid, account name, active directory match id`,
    `email 1, email1, other email, alternate email address, alternative email, secondary email, home email, personal email, private email,
    email home, home email address, personal email address, recovery email, email 2, email2, email 2 value, correo personal, private e mail, e mail privat`,
  ],
  programmes: [
    `programmes, programme, programs, program, programmes taught, programme taught, cambridge programme, cambridge programmes, cambridge program,
    qualification, qualifications, cambridge qualification, qualifications taught, programa, programas, programmes enseignés, programm,
    programma, programmi, برنامج, البرنامج, البرامج, 课程, 課程, 项目, program cambridge, chương trình, หลักสูตร, программа, программы, programy, πρόγραμμα,
    कार्यक्रम, پروگرام`,
  ],
  perhapsProgrammes: [
    `subjects, subject, level, levels, levels taught, level taught, phase, key stage, key stages, stage, stages, section, school section,
    division, school level, curriculum, course, courses, teaches, programmes you teach, programme you teach,
    which programmes do you teach, which programme do you teach, levels you teach, which levels do you teach, what do you teach, department, departments, faculty, asignaturas, materias, nivel, niveles, nível,
    disciplinas, matières, niveau, cycle, fächer, fach, stufe, schulstufe, materie, livello, المادة, المرحلة, المواد, 科目, 学段, 學段, 部门, mata pelajaran,
    jenjang, branş, kademe, môn, môn học, cấp học, วิชา, ระดับ, предмет, предметы, ступень, przedmiot, przedmioty, poziom, μάθημα, βαθμίδα, विषय, स्तर, مضمون`,
  ],
  sites: [`sites, site, access, site access, support sites`],
  rights: [`rights, role`],
  role: [
    `role1, roles, user role, user type, declared user type, person type, type, staff type, staff role, job role, business role, role name,
    account type, category, rol, roles, tipo, cargo, função, perfil, rôle, fonction, profil, rolle, funktion, ruolo, الدور, الوظيفة, دور,
    角色, 职务, 職務, 身份, peran, peranan, jabatan, rol, görev, unvan, vai trò, chức vụ, บทบาท, ตำแหน่ง, роль, должность, rola, stanowisko, ρόλος, ιδιότητα,
    भूमिका, पद, کردار, عہدہ`,
    `job title, position, post, designation, job`,
  ],
  siteAdminOf: [`site admin, site admin of`],
  staffroomId: [`staffroom id, staffroom number`],
  status: [`status, account status, user status, new status, estado, statut, estado de la cuenta`],
  isEnabled: [`enabled user, enabled, account enabled, active, is active`],
  isBlocked: [`block credential, block sign in, sign in blocked, blocked`],
  isDeleted: [`deleted, to be deleted`],
  unit: [
    `org unit path, organizational unit, organisational unit, org unit, licenses, licences, license, licence, product license`,
  ],
  password: [
    `password, initial password, temporary password, new password, default password, passwd, pwd, passcode, pin, canvas password, ssha password,
    password hash, password hash function, contraseña, clave, senha, palavra passe, mot de passe, passwort, kennwort, كلمة المرور, كلمة السر, 密码, 密碼, パスワード,
    kata sandi, kata laluan, şifre, parola, mật khẩu, รหัสผ่าน, пароль, hasło, κωδικός, κωδικός πρόσβασης, पासवर्ड, پاس ورڈ, wachtwoord`,
  ],
};

export const peopleDictionary = dictionaryOf(names);
