"""The verdict: what is a copy, and what is not."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.verdicts import Judgement, Verdict, facts, holdings, judge, read
from dedupe.verdicts.lexicon import more_pattern, mores
from dedupe.verdicts.readings import TAIL, cut_more

# Each line: what differs, the kept paragraph, the candidate.
COPIES = [
    ("nothing", "The cat sat on the mat.", "The cat sat on the mat."),
    ("case", "The cat sat on the mat.", "THE CAT SAT ON THE MAT."),
    ("case of a Turkish i", "İstanbul ve Iğdır güzel şehirler", "istanbul ve ığdır güzel şehirler"),
    ("quotation marks", "He said “never again” to the court.", 'He said "never again" to the court.'),
    ("apostrophes", "It’s the author’s own copy of it.", "It's the author's own copy of it."),
    ("white space", "The cat sat\non   the mat.", "The cat sat on the mat."),
    ("full width", "ＡＢＣ１２３ is the code of it.", "ABC123 is the code of it."),
    ("soft hyphens", "An ordi\u00adnary para\u200bgraph of text.", "An ordinary paragraph of text."),
    ("a word broken at a line's end", "An ordinary para-\ngraph of text.", "An ordinary paragraph of text."),
    ("HTML", "<p>The <b>cat</b> sat on&nbsp;the mat.</p>", "The cat sat on the mat."),
    ("entities", "Smith &amp; Sons &lt; 5 people are in it", "Smith & Sons < 5 people are in it"),
    ("Markdown", "**The cat** sat on `the mat`, _not_ here.", "The cat sat on the mat, not here."),
    ("a heading", "## The cat sat on the mat {#cat}", "The cat sat on the mat"),
    ("a link", "See [the manual](/a.html) for more of it.", "See the manual for more of it."),
    (
        "a link's target in running text",
        "The roof was mended by [the guild](/a.html) in May.",
        "The roof was mended by [the guild](/b.html?id=5) in May.",
    ),
    ("tracking", "Read it at https://example.org/a?utm_source=x now", "Read it at http://www.example.org/a now"),
    ("forum markup", "[b]The cat[/b] sat on the [url=x]mat[/url] there", "The cat sat on the mat there"),
    ("a list marker", "* The cat sat on the mat.", "- The cat sat on the mat."),
    ("a number in front", "11. The cat sat on the mat.", "22. The cat sat on the mat."),
    ("a letter in front", "(a) the cat sat on the mat;", "b) the cat sat on the mat;"),
    ("a section number", "**3.3.1.9** **The cat sat there**", "**3.3.2.12** **The cat sat there**"),
    ("a quotation", "> The cat sat\n> on the mat.", "The cat sat on the mat."),
    ("a typing error", "The file is available in the directory.", "The file is avaiable in the directroy."),
    ("spelling", "They organise the colour of the centre.", "They organize the color of the center."),
    ("a number spelt out", "It took five years and a fifth try.", "It took 5 years and a 5th try."),
    ("thousands", "It has 1,000,000 inhabitants today.", "It has 1000000 inhabitants today."),
    ("digits of a script", "كان عددهم ١٢٣ شخصا في المدينة", "كان عددهم 123 شخصا في المدينة"),
    ("vowel marks", "ذَهَبَ الوَلَدُ إلى المَدرَسة", "ذهب الولد الى المدرسة"),
    ("a contraction", "It doesn't work without the key.", "It does not work without the key."),
    ("an article", "The size of the file is in the log.", "Size of file is in a log."),
    ("an article in German", "Die Größe der Datei steht im Protokoll", "Größe der Datei steht in dem Protokoll"),
    (
        "inflection in German",
        "Beziehungen des Betriebes zu den Verbänden nennen",
        "Beziehung des Betriebes zu den Verbänden nennen",
    ),
    ("accents", "Les éléments de sécurité du système", "Les elements de securite du systeme"),
    ("broken encoding", "Les éléments de sécurité", "Les Ã©lÃ©ments de sÃ©curitÃ©"),
    ("another broken encoding", "ce logiciel étant distribué au Québec", "ce logiciel Ètant distribuÈ au QuÈbec"),
    ("a particle in Chinese", "在执行时可以查看当前的状态。", "在执行时可以查看当前状态。"),
    ("punctuation in Chinese", "创建用户，然后登录。", "创建用户,然后登录."),
    ("ё in Russian", "Всё, что она нашла в лесу, было живое", "Все, что она нашла в лесу, было живое"),
    ("combining marks", "cafe\u0301 de la gare, Orléans", "café de la gare, Orléans"),
    ("conjoining Hangul", normalize("NFD", "한국어 문서를 읽어 보세요"), "한국어 문서를 읽어 보세요"),
    ("a pictogram", "We have won the cup today! 🎉🎉", "We have won the cup today!"),
    ("U.S.", "The U.S. Senate has passed the bill", "The US Senate has passed the bill"),
    ("we'll", "We'll send you the file and you're done", "We will send you the file and you are done"),
    ("half width", "ｶﾀｶﾅの文書を読みます", "カタカナの文書を読みます"),
    ("an end cut off", "The cat sat on the mat, and then it slept for hours.", "The cat sat on the mat, and then ..."),
    (
        "a word cut off",
        "The cat sat on the mat, and then it disappeared.",
        "The cat sat on the mat, and then it disapp…",
    ),
    ("read more", "The cat sat on the mat. It slept for hours.", "The cat sat on the mat. Read more »"),
    ("an end cut off in Thai", "กรมทางหลวงชนบท รายงานสถานการณ์อุทกภัย", "กรมทางหลวงชนบท รายงานสถานการณ์"),
    ("a beginning cut off", "News – Home: The cat sat on the mat.", "The cat sat on the mat."),
    (
        "UTF-8 read as Latin-1",
        "It doesn’t work “here”, they say",
        "It doesn\u00e2\u0080\u0099t work \u00e2\u0080\u009chere\u00e2\u0080\u009d, they say",
    ),
    ("a lost à", "Il a été voté à la majorité", "Il a Ã©tÃ© votÃ© Ã la majoritÃ©"),
    (
        "an address that is hidden in one",
        "You can write to the office at help@example.org to stop it at any time.",
        "You can write to the office at [[email\u00a0protected]](/cdn-cgi/l/email-protection) to stop it at any time.",
    ),
    (
        "a hidden address",
        "Write to the office at [[email\u00a0protected]](/cdn-cgi/l/email-protection#0f66)",
        "Write to the office at [[email\u00a0protected]](/cdn-cgi/l/email-protection#1b2a3c)",
    ),
    (
        "a section number in parts",
        "46.1 Except as provided in it, a ship pays",
        "17.2 Except as provided in it, a ship pays",
    ),
    (
        "a plain section number",
        "4 Pour l'application de la loi, on entend",
        "3 Pour l'application de la loi, on entend",
    ),
    ("a numbered definition", '1.8 "Publish" means to give to others', '1.9 "Publish" means to give to others'),
    ("an escaped number", "5\\. How we use the data of yours", "5. How we use the data of yours"),
    ("numbers inside a sentence", "It is for: (i) trade; and (ii) study.", "It is for: (iii) trade; and (iv) study."),
    (
        "a link whose text has brackets",
        "our [parties[49]](https://a.org/x?y=1) do it",
        "our [parties[49]](#note-49) do it",
    ),
    (
        "a sentence in the middle",
        "The cat sat on the mat. Then it ate. It slept for nine hours.",
        "The cat sat on the mat. It slept for nine hours.",
    ),
    (
        "a sentence that begins as the next one does",
        "We sell tea. We may ask for your name. We may ask for your address.",
        "We sell tea. We may ask for your address.",
    ),
    (
        "a sentence that has moved",
        "Bring a coat. The fair opens at nine. It is cold there.",
        "The fair opens at nine. It is cold there. Bring a coat.",
    ),
    (
        "a tail of a sentence",
        "specified, because the objects are read into the first place of it.",
        "are read into the first place of it.",
    ),
    (
        "the order of a verb",
        "Der Grenzwert darf für Staub nicht hoch sein",
        "Der Grenzwert für Staub darf nicht hoch sein",
    ),
]

SIBLINGS = [
    ("a year", "The town was founded in 1984 by monks.", "The town was founded in 1985 by monks."),
    ("a date", "Geändert am 5. Mai 2020 durch Gesetz", "Geändert am 6. Mai 2020 durch Gesetz"),
    ("a date in front", "5. Mai 2020 war ein schöner Tag", "6. Mai 2020 war ein schöner Tag"),
    ("a month", "The meeting is on 3 June in Rome.", "The meeting is on 3 July in Rome."),
    ("a decimal", "The rate is 3.14 percent a year.", "The rate is 3.41 percent a year."),
    ("a number in words", "The board has five members in all.", "The board has nine members in all."),
    ("a quantity in front", "3.5 percent of them were ill", "4.5 percent of them were ill"),
    ("a paragraph of a law", "The Act, subsection 3(2), applies to it.", "The Act, subsection 3(4), applies to it."),
    ("a name", "The paper was written by Smith alone.", "The paper was written by Jones alone."),
    ("a similar name", "The paper was written by Andersen alone.", "The paper was written by Anderson alone."),
    ("an initial", "J. Smith has written the paper.", "K. Smith has written the paper."),
    ("a name in small letters", "run the tool gradle on the machine", "run the tool maven on the machine"),
    ("a short word", "Please insert the disk into the slot", "Please insect the disk into the slot"),
    ("a letter of a small name", "the gene bacodufa acts on the cell", "the gene bacodufi acts on the cell"),
    ("letters that changed places", "The complaint form is on the site", "The compliant form is on the site"),
    ("two like words", "The contract was sent to the office", "The contact was sent to the office"),
    ("an opposite", "The minimum version of the module is set", "The maximum version of the module is set"),
    ("a prefix", "It is a secure cluster on the network", "It is an insecure cluster on the network"),
    ("a parameter", "The flag --keep-first is used for it", "The flag --keep-last is used for it"),
    ("an identifier", "Call get_user_name to read the record", "Call get_user_email to read the record"),
    ("a number in an identifier", "The class NAME1 holds the record", "The class NAME2 holds the record"),
    ("an address", "Download it at example.org/files/a12", "Download it at example.org/files/b12"),
    ("a country's domain", "The site is at www.amazon.de for you", "The site is at www.amazon.se for you"),
    ("a longer address", "It lives at example.org/a/b/c/keys now", "It lives at example.org/a/b/c now"),
    ("a longer address at the end", "It lives there: example.org/a/b/keys", "It lives there: example.org/a/x"),
    ("a lone link", "[Try it on the pen](https://pen.io/abc)", "[Try it on the pen](https://pen.io/xyz)"),
    ("an image alone", "![](https://example.org/one.png)", "![](https://example.org/two.png)"),
    ("a reference", "[rfc]: https://example.org/pull/2237", "[rfc]: https://example.org/pull/88"),
    ("less and greater", "if a < b then return the first", "if a > b then return the first"),
    ("less or equal", "if a <= b then return the first", "if a < b then return the first"),
    ("plus and minus", "it returns self + other in the end", "it returns self - other in the end"),
    ("times and by", "it returns self * other in the end", "it returns self / other in the end"),
    ("a sign", "The temperature was -5 degrees then", "The temperature was 5 degrees then"),
    ("a currency", "The fee is $50 for each person", "The fee is €50 for each person"),
    ("a section and a time", "11.15 The bus leaves for the old town", "12.15 The bus leaves for the old town"),
    ("a number of a house", "10 Downing Street is a house in London", "11 Downing Street is a house in London"),
    ("a negative power", "The value is 10^3 at the level", "The value is 10^-3 at the level"),
    ("a debt", "You owe us $5 for the ride", "You owe us -$5 for the ride"),
    ("a fraction", "Add 1/2 cups of milk to it", "Add 1-2 cups of milk to it"),
    ("adding and taking away", "then x += 5 is what we do", "then x -= 5 is what we do"),
    ("per mille", "The salinity is 5 ‰ in the bay", "The salinity is 5 in the bay"),
    ("stars", "This hotel has ★★★ for its guests", "This hotel has ★★★★ for its guests"),
    ("a tag as code", "Use the `<div>` tag to wrap the text", "Use the `<span>` tag to wrap the text"),
    ("a unit", "The plant makes 5 MW in the summer", "The plant makes 5 mW in the summer"),
    ("bits and bytes", "It takes 5 Mb of the memory there", "It takes 5 MB of the memory there"),
    ("one letter of a long word", "Their mediation was of great use", "Their medication was of great use"),
    (
        "two letters of a long word",
        "The congressmen of the state met there",
        "The congresswomen of the state met there",
    ),
    ("an ending", "The decoder the team has in it", "The decodes the team has in it"),
    ("one letter in German", "Die elektrischen Geräte sind da", "Die elektronischen Geräte sind da"),
    ("all users", "系统向所有用户发送消息", "系统向有用户发送消息"),
    ("per cent", "The share is 50% of the whole", "The share is 50 of the whole"),
    ("a power", "It is 10² times the area of it", "It is 102 times the area of it"),
    ("an HTML power", "It is 10<sup>2</sup> times the area", "It is 102 times the area"),
    ("a language", "It is written in C++ by the team", "It is written in C# by the team"),
    ("C", "It is written in C by the team", "It is written in C++ by the team"),
    ("not equal", "when a == b the loop ends", "when a != b the loop ends"),
    ("negation in code", "if (!ready) return the first", "if (ready) return the first"),
    ("a type's argument", "use Vec<Apple> for the list of it", "use Vec<Pear> for the list of it"),
    ("a pronoun or a country", "the data of US customers is kept", "the data of EU customers is kept"),
    ("an emoji", "The answer of the team is 👍 today", "The answer of the team is 👎 today"),
    ("true and false", "it returns `true` if it is null", "it returns `false` if it is null"),
    ("and and or", "send us a letter and a mail", "send us a letter or a mail"),
    ("who does it", "Meta sends the data to Acme", "Acme sends the data to Meta"),
    ("an ideograph", "请输入大写字母的名称", "请输入小写字母的名称"),
    ("left and right", "左のボタンを押してください", "右のボタンを押してください"),
    ("a year in Chinese", "二零二三年的年度报告", "二零二四年的年度报告"),
    ("a date in Thai", "วันอังคารที่ 7 มกราคม 2568", "วันอังคารที่ 21 มกราคม 2568"),
    ("a place in Thai", "จังหวัดเชียงใหม่ ประกาศเตือนภัย", "จังหวัดเชียงราย ประกาศเตือนภัย"),
    ("a city in Korean", "서울 사무소의 전화번호입니다", "부산 사무소의 전화번호입니다"),
    ("a name in Hindi", "यह पुस्तक राम ने लिखी थी", "यह पुस्तक श्याम ने लिखी थी"),
    ("a name in Hebrew", "הספר נכתב על ידי משה", "הספר נכתב על ידי דוד"),
    ("a tone in Vietnamese", "Con ma ở trong nhà", "Con má ở trong nhà"),
    ("an umlaut", "Sie fordern die Kinder im Betrieb", "Sie fördern die Kinder im Betrieb"),
    ("a place in Greek", "Η έδρα είναι στην Αθήνα", "Η έδρα είναι στην Πάτρα"),
    ("another overload", "public Record(K key, V value, long time)", "public Record(K key, V value)"),
    ("a placeholder in brackets", "start it --host=localhost:26257", "start it --host=<address of any node>"),
    ("a class", "org.apache.kafka.streams.processor.Fail", "org.apache.kafka.streams.processor.To"),
    ("an inflected identifier", "Headers addByte(String key, byte value)", "Headers addBytes(String key, byte value)"),
    ("a suffix of a name", "between Herzsprung and Neuruppin", "between Neuruppin-Süd and Neuruppin"),
    ("a number in Khmer", "ថ្ងៃទី ១៥ ខែ មករា", "ថ្ងៃទី ១៦ ខែ មករា"),
]

# A function word, a sign or what stands in front makes the difference.
FINE_DIFFERENCES = [
    ("ne ... que", "Le magasin accepte les cartes et les bons.", "Le magasin n'accepte que les cartes et les bons."),
    ("a pronoun run into a verb", "Il m'a dit de venir demain au bureau.", "Il t'a dit de venir demain au bureau."),
    ("an article run into a noun", "Navetta dall'aeroporto ogni 30 minuti", "Navetta all'aeroporto ogni 30 minuti"),
    ("a decimal point in front", "Take .5 mg of the drug every day.", "Take 5 mg of the drug every day."),
    ("a person, an article in Italian", "I agree to it and I paid the fee.", "You agree to it and you paid the fee."),
    ("a preposition in French", "Le train de Paris arrive à 9 heures.", "Le train pour Paris arrive à 9 heures."),
    ("a first preposition", "Vom Bahnhof fährt der Bus zur Stadt.", "Zum Bahnhof fährt der Bus zur Stadt."),
    ("by how much and to what", "Prices rose 5 percent in the spring.", "Prices rose to 5 percent in the spring."),
    ("who did it", "Smith was replaced by Jones as head of it.", "Smith replaced Jones as head of it."),
    ("a duty", "You pay a fee for it each year", "You have to pay a fee for it each year"),
    ("a date behind a bullet", "- 24.12. Geschlossen in allen Filialen", "- 31.12. Geschlossen in allen Filialen"),
    ("an amount behind a bullet", "- 1.5 Liter Wasser in den Topf geben", "- 2.5 Liter Wasser in den Topf geben"),
    ("an initial in a tag", "<li>A. Smith wrote the letter</li>", "<li>B. Smith wrote the letter</li>"),
    ("a spaced date", "24. 12. 2020 bleibt das Museum zu.", "31. 12. 2020 bleibt das Museum zu."),
    ("a tag in a text on HTML", "The <ul> element is a list of items.", "The <ol> element is a list of items."),
    ("a month and months in Chinese", "合同有效期为6个月，到期自动续签。", "合同有效期为6月，到期自动续签。"),
    ("below, and by so much", "气温低于5度时请停止施工作业。", "气温低5度时请停止施工作业。"),
    ("up and down", "DAX ▲ 2.5% at the close on Friday", "DAX ▼ 2.5% at the close on Friday"),
    ("a fraction and a range", "Add ½ teaspoon of salt and stir.", "Add 1-2 teaspoon of salt and stir."),
    ("a negative power in small", "It is 3 × 10⁶ mol in the test.", "It is 3 × 10⁻⁶ mol in the test."),
    ("two currencies", "The ticket costs ₱500 at the door", "The ticket costs ₦500 at the door"),
    ("a cross", "Free delivery on all orders of it", "❌ Free delivery on all orders of it"),
    ("perhaps in Arabic", "يسبب هذا الدواء النعاس لدى البعض", "قد يسبب هذا الدواء النعاس لدى البعض"),
    ("a tense in German", "Die Firma verkauft ihre Anteile daran.", "Die Firma verkaufte ihre Anteile daran."),
]

# What the candidate adds to the kept paragraph; the other way round everything it says is there.
ADDITIONS = [
    ("what is counted", "The total number of bytes consumed", "The total number of bytes consumed for a topic"),
    ("what a list is about", "(a) the operation and the status", "(a) to review the operation and the status"),
    (
        "a further entry",
        "Make a user and a database. See the user",
        "Make a user and a database. See the user. Database",
    ),
    ("a sentence", "The cat sat on the mat.", "The cat sat on the mat. It slept for hours."),
    ("a place", "We met in the old town hall", "We met in the old town hall of Lyon"),
    ("a label", "Fields to include. If empty, all are used.", "whitelist: Fields to include. If empty, all are used."),
    ("an ideograph", "系统发现任何错误", "系统发现任何大错误"),
    ("whose it is", "We sell data to partners each year.", "We sell your data to partners each year."),
    ("the subject of an entry", "leave policy for all the staff", "annual leave policy for all the staff"),
    ("a word that is light in another language", "They may in the sun of it", "They may die in the sun of it"),
    ("another such word", "Turn the handle to the left", "Turn the door handle to the left"),
]

# The candidate is a part of the kept paragraph, which says something narrower with it.
NARROWER = [
    ("who it is about", "the Ministers of Finance and Health met", "Finance and Health met"),
    ("where it is", "(b) all inland and tidal waters of Labrador", "(b) all inland and tidal waters"),
    ("when it is", "The yard is open to all on Sundays.", "The yard is open to all."),
    ("a longer title", "- [Create a backup schedule](/a/b)", "- [Create a backup](/a)"),
    ("an entry of a list", "You need:\n- A pan\n- Two eggs\n- Some salt", "You need:\n- A pan\n- Some salt"),
    ("a case in front", "To the extent it applies, each member pays a fee.", "Each member pays a fee."),
    ("an exception behind", "Dogs may enter the park. Except on Sundays.", "Dogs may enter the park."),
    ("an exception in the middle", "Dogs may enter. But not on Sundays. Bring water.", "Dogs may enter. Bring water."),
    ("a denial in front", "The following is not so: the old bridge is closed.", "The old bridge is closed."),
    ("a longer name", "Outils, choisissez Options Internet", "Outils, choisissez Options"),
    (
        "a longer name in front",
        "New Mexico passed a law on the sale of it to all.",
        "Mexico passed a law on the sale of it to all.",
    ),
    (
        "a ban in Chinese",
        "禁止游客携带食品和饮料进入博物馆的展览大厅以及图书馆内。",
        "游客携带食品和饮料进入博物馆的展览大厅以及图书馆内。",
    ),
    ("a part of a word", "The road is closed during the weekend", "The road is closed during the week"),
    ("the rest of a time", "The doors of the hall open at 10:30", "The doors of the hall open at 10"),
]

NEGATIONS = [
    ("English", "The use of the file is allowed here", "The use of the file is not allowed here"),
    ("English n't", "It does work on the old machine", "It doesn't work on the old machine"),
    ("English never", "They have seen the old file", "They have never seen the old file"),
    ("English without", "It runs with the old key", "It runs without the old key"),
    ("English must", "You may send the form to us", "You must send the form to us"),
    ("English only", "It is sold to adults in shops", "It is sold only to adults in shops"),
    ("German nicht", "Die Nutzung ist hier erlaubt", "Die Nutzung ist hier nicht erlaubt"),
    ("German kein", "Das ist ein Fehler im System", "Das ist kein Fehler im System"),
    ("French", "Il est permis de fumer ici", "Il n'est pas permis de fumer ici"),
    ("French sans", "Valable avec le billet original", "Valable sans le billet original"),
    ("Spanish", "El uso está permitido aquí", "El uso no está permitido aquí"),
    ("Spanish sin", "Se entrega con la llave antigua", "Se entrega sin la llave antigua"),
    ("Portuguese", "O uso é permitido aqui", "O uso não é permitido aqui"),
    ("Italian", "È permesso fumare in questa sala", "Non è permesso fumare in questa sala"),
    ("Dutch", "Het gebruik is hier toegestaan", "Het gebruik is hier niet toegestaan"),
    ("Swedish", "Det är tillåtet att röka här", "Det är inte tillåtet att röka här"),
    ("Polish", "Można tu palić papierosy", "Nie można tu palić papierosy"),
    ("Russian", "Здесь можно курить всем гостям", "Здесь не можно курить всем гостям"),
    ("Russian нет", "В зале есть свободные места", "В зале нет свободные места"),
    ("Ukrainian", "Тут можна курити всім гостям", "Тут не можна курити всім гостям"),
    ("Greek", "Το κάπνισμα επιτρέπεται εδώ", "Το κάπνισμα δεν επιτρέπεται εδώ"),
    ("Turkish", "Bu alan girişe açık", "Bu alan girişe açık değil"),
    ("Arabic", "يسمح بالتدخين في هذه القاعة", "لا يسمح بالتدخين في هذه القاعة"),
    ("Persian", "این فایل بدون رمز باز است", "این فایل با رمز باز است"),
    ("Hebrew", "העישון מותר באולם זה", "העישון לא מותר באולם זה"),
    ("Hindi", "यहाँ धूम्रपान की अनुमति है", "यहाँ धूम्रपान की अनुमति नहीं है"),
    ("Thai", "อนุญาตให้สูบบุหรี่ในห้องนี้", "ไม่อนุญาตให้สูบบุหรี่ในห้องนี้"),
    ("Khmer", "អនុញ្ញាតឱ្យជក់បារីនៅទីនេះ", "មិនអនុញ្ញាតឱ្យជក់បារីនៅទីនេះ"),
    ("Vietnamese", "Được phép hút thuốc ở đây", "Không được phép hút thuốc ở đây"),
    ("Chinese", "本区域允许吸烟和饮食", "本区域不允许吸烟和饮食"),
    ("Chinese 没", "系统有发现任何错误", "系统没有发现任何错误"),
    ("Japanese", "この部屋では喫煙できます", "この部屋では喫煙できません"),
    ("Japanese ない", "この値は変更される", "この値は変更されない"),
    ("Korean", "이 방에서는 담배를 피울 수 있습니다", "이 방에서는 담배를 피울 수 없습니다"),
    ("Korean 안", "그 파일은 열려 있다", "그 파일은 안 열려 있다"),
]


@pytest.mark.parametrize(("kept", "candidate"), [case[1:] for case in COPIES], ids=[case[0] for case in COPIES])
def test_a_difference_of_form_makes_a_copy(kept: str, candidate: str) -> None:
    judgement = judge(read(kept), read(candidate))
    assert judgement.verdict == Verdict.COPY, judgement.reasons


@pytest.mark.parametrize(
    ("kept", "candidate"),
    [case[1:] for case in SIBLINGS + FINE_DIFFERENCES],
    ids=[case[0] for case in SIBLINGS + FINE_DIFFERENCES],
)
def test_a_fact_of_its_own_makes_no_copy_in_either_direction(kept: str, candidate: str) -> None:
    for a, b in ((kept, candidate), (candidate, kept)):
        judgement = judge(read(a), read(b))
        assert judgement.verdict != Verdict.COPY, judgement.reasons


@pytest.mark.parametrize(("kept", "candidate"), [case[1:] for case in ADDITIONS], ids=[case[0] for case in ADDITIONS])
def test_something_more_makes_no_copy(kept: str, candidate: str) -> None:
    judgement = judge(read(kept), read(candidate))
    assert judgement.verdict != Verdict.COPY, judgement.reasons


@pytest.mark.parametrize(("kept", "candidate"), [case[1:] for case in NARROWER], ids=[case[0] for case in NARROWER])
def test_a_part_of_a_sentence_is_no_copy_of_it(kept: str, candidate: str) -> None:
    judgement = judge(read(kept), read(candidate))
    assert judgement.verdict != Verdict.COPY, judgement.reasons


@pytest.mark.parametrize(("kept", "candidate"), [case[1:] for case in NEGATIONS], ids=[case[0] for case in NEGATIONS])
def test_a_negation_or_condition_makes_no_copy_in_either_direction(kept: str, candidate: str) -> None:
    for a, b in ((kept, candidate), (candidate, kept)):
        judgement = judge(read(a), read(b))
        assert judgement.verdict != Verdict.COPY, judgement.reasons


@pytest.mark.parametrize(("kept", "candidate"), [case[1:] for case in COPIES], ids=[case[0] for case in COPIES])
def test_what_a_copy_must_say_is_held_by_the_kept_paragraph(kept: str, candidate: str) -> None:
    assert facts(read(candidate)) <= holdings(read(kept))


@pytest.mark.parametrize(
    ("kept", "candidate", "reason"),
    [
        ("founded in 1984 in Rome", "founded in 1985 in Rome", "1984 / 1985 differ"),
        ("It is allowed here.", "It is not allowed here.", "only the candidate says: not"),
        ("It is not allowed here.", "It is allowed here.", "only the kept paragraph says: not"),
        ("The cat is here.", "The   cat is\nhere.", "only white space differs"),
        ("The cat is here.", "THE CAT IS HERE.", "only upper and lower case differ"),
        ("3. The cat is here.", "4. The cat is here.", "only markup, link targets or the number in front differ"),
        ("The file is available.", "The file is avaiable.", "available / avaiable are one word"),
        ("The cat sat. It slept.", "The cat sat.", "the kept paragraph also says: It slept"),
    ],
)
def test_the_reason_names_what_differs(kept: str, candidate: str, reason: str) -> None:
    assert judge(read(kept), read(candidate)).reasons == (reason,)


def test_a_longer_kept_paragraph_has_all_that_a_shorter_one_says_and_not_the_other_way_round() -> None:
    long = read("The cat sat on the mat. It slept there for nine hours.")
    short = read("The cat sat on the mat.")
    assert judge(long, short).verdict == Verdict.COPY
    assert judge(short, long).verdict == Verdict.REVISION


def test_a_condition_in_front_of_what_the_candidate_says_makes_no_copy() -> None:
    kept = read("If you are not a resident of the country, you pay the fee at the desk.")
    assert judge(kept, read("you pay the fee at the desk.")).verdict != Verdict.COPY


def test_paragraphs_in_one_frame_are_told_apart_by_their_facts() -> None:
    frame = "The record of {} is kept in the archive of the town and may be seen there on request."
    for one, other in [
        ("Smith", "Jones"), ("item 4711", "item 4712"), ("gene abcx", "gene abcy"), ("王伟", "李娜"),
        ("`get_a`", "`get_b`"), ("5 < 6", "5 > 6"), ("Γιώργος", "Μαρία"), ("สมชาย", "สมหญิง"),
    ]:  # fmt: skip
        a, b = read(frame.format(one)), read(frame.format(other))
        assert not facts(b) <= holdings(a)
        assert not facts(a) <= holdings(b)


WORDS = [
    *(
        "the",
        "of",
        "a",
        "is",
        "not",
        "if",
        "only",
        "must",
        "3",
        "1984",
        "3.14",
        "Smith",
        "smith",
        "available",
        "avaiable",
    ),
    *(
        "Available",
        "organise",
        "organize",
        "U.S.",
        "US",
        "élèves",
        "eleves",
        "donnees",
        "données",
        "l'exclusion",
        "don't",
    ),
    *(
        "can't",
        "C++",
        "C#",
        "<",
        ">",
        "+",
        "-",
        "$5",
        "5%",
        "foo_bar",
        "foo.bar",
        "a/b/c",
        "3.",
        "(a)",
        "*",
        ">",
        "**x**",
    ),
    *(
        "[a](b.c)",
        "[a](/b/d)",
        "[a][1]",
        "<a href='b.c'>a</a>",
        "see",
        "~~x~~",
        "<s>x",
        "</s>",
        "[ ]",
        "[x]",
        "`!x`",
        "`x`",
        "5. marts",
        "1. Klasse",
        "Page 1 of 3",
        "- 2 -",
        "| Page 7",
        "that",
        "denied",
        "provided that",
        "<b>x</b>",
        "&amp;",
        "東京",
        "左",
        "右",
        "ไม่",
        "สมชาย",
        "не",
        "Δεν",
        "🎉",
        "👍",
        "...",
        "read more",
        "(",
    ),
    *(")", "\n", ".", ",", ";", "²", "é", "e\u0301", "\u00ad", "ı", "İ", "ß", "contract", "contact", "Ã©", "distribuÈ"),
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text and the text with a few words taken out, put in or replaced."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=14))
    other = list(words)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(other)))
        other[place : place + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from(WORDS), max_size=2))
    return " ".join(words), " ".join(other)


@given(edited())
def test_a_copy_has_no_fact_that_the_kept_paragraph_lacks(pair: tuple[str, str]) -> None:
    kept, candidate = map(read, pair)
    if judge(kept, candidate).verdict == Verdict.COPY:
        assert facts(candidate) <= holdings(kept)


@given(TEXTS | st.text())
def test_a_text_is_a_copy_of_itself_and_holds_its_facts(text: str) -> None:
    reading = read(text)
    assert judge(reading, read(text)).verdict == Verdict.COPY
    assert facts(reading) <= holdings(reading)


@given(st.text(), st.text())
def test_any_two_texts_have_a_verdict_and_the_same_one_twice(a: str, b: str) -> None:
    assert judge(read(a), read(b)) == judge(read(a), read(b))


@pytest.mark.parametrize(
    ("kept", "candidate"),
    [
        ("Use it as an example of the law.", "Use it for example of the law."),
        ("Note: the cat is here now, too.", "And the cat is here now, too."),
        ("Il est tenu de payer les frais.", "Elle est tenu de payer les frais."),
    ],
)
def test_what_only_joins_may_be_replaced(kept: str, candidate: str) -> None:
    assert judge(read(kept), read(candidate)).verdict is Verdict.COPY


def test_initials_in_front_tell_two_people_apart() -> None:
    a, b = "A. Smith wrote the letter to the council.", "B. Smith wrote the letter to the council."
    assert judge(read(a), read(b)) == Judgement(Verdict.SIBLING, ("A. / B. differ",))
    assert judge(read(a), read("Smith wrote the letter to the council.")).verdict is Verdict.COPY


@pytest.mark.parametrize(
    ("kept", "candidate"),
    [
        ("We may terminate this agreement at any time.", "You may terminate this agreement at any time."),
        ("The price rose to 50 euros in the spring.", "The price rose by 50 euros in the spring."),
        ("The trains run from Paris to Rome at night.", "The trains run to Paris from Rome at night."),
        ("The house was sold by Ann to Bob last year.", "The house was sold to Ann by Bob last year."),
        ("The old bridge is closed to lorries there.", "The old bridge was closed to lorries there."),
        ("An interface for converting bytes to objects.", "An interface for converting objects to bytes."),
        ("Die Zahlung an Müller wurde im Mai geleistet.", "Die Zahlung von Müller wurde im Mai geleistet."),
        ("Цена была до 500 рублей за штуку в мае.", "Цена была от 500 рублей за штуку в мае."),
        ("Package org.example.streams.state of the app", "Package org.example.streams of the app"),
        ("24.12. Der Laden bleibt ganz geschlossen.", "31.12. Der Laden bleibt ganz geschlossen."),
        ("2.5 Liter Milch kommen in den Topf.", "1.5 Liter Milch kommen in den Topf."),
        ("Your blood group is A on the card.", "Your blood group is O on the card."),
        ("Queen Elizabeth ruled for many years.", "Queen Elizabeth I ruled for many years."),
        ("El director publicó el informe el lunes, señaló.", "El director publico el informe el lunes, señaló."),
    ],
)
def test_a_function_word_a_letter_an_order_or_a_date_replaced_is_no_copy(kept: str, candidate: str) -> None:
    assert judge(read(kept), read(candidate)).verdict is not Verdict.COPY


def test_another_condition_is_no_copy() -> None:
    kept, candidate = "Pay the fee when the goods arrive.", "Pay the fee where the goods arrive."
    assert judge(read(kept), read(candidate)).verdict is Verdict.SIBLING


@settings(max_examples=500)
@given(
    st.lists(st.sampled_from([*mores(), "Read More", "READ MORE", *" \t\n\x1c\x85\xa0[]()>»→.,ab"]), max_size=6).map(
        "".join
    )
)
def test_a_quick_look_at_the_end_never_changes_what_is_cut(text: str) -> None:
    whole = text.endswith(".") and not text.endswith("..")
    assert cut_more(text) == (text if whole else text[:-TAIL] + more_pattern().sub("", text[-TAIL:]))
