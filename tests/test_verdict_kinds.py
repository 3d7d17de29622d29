"""Kinds of facts that a copy may not lose, each with pairs on both sides: no copy, and still a copy."""

from __future__ import annotations

import pytest

from dedupe.verdicts import Surroundings, Verdict, facts, holdings, judge, read

# Link targets where the text only points. Each differs in both directions.
TARGETS = [
    (
        "Portuguese",
        "Veja mais detalhes [aqui](/anexos/lista-a.pdf).",
        "Veja mais detalhes [aqui](/anexos/lista-b.pdf).",
    ),
    ("German", "Siehe auch die [Anleitung](stufe-eins.html).", "Siehe auch die [Anleitung](stufe-zwei.html)."),
    (
        "Japanese",
        "詳細は[こちら](/guide/sensor.html)をご覧ください。",
        "詳細は[こちら](/guide/motor.html)をご覧ください。",
    ),
    ("Russian", "Подробнее см. [документацию](/api/read).", "Подробнее см. [документацию](/api/write)."),
    ("Chinese", "更多信息，请参考[用户文档](/a/pump.md)。", "更多信息，请参考[用户文档](/a/valve.md)。"),
    ("a forum's link", "[url=/topic/17]Go on to the thread[/url]", "[url=/topic/18]Go on to the thread[/url]"),
    ("HTML", "<p><a class='x' href='/p/1'>Buy it in the shop</a></p>", "<p><a href='/p/2'>Buy it in the shop</a></p>"),
    ("a label", "[Report of the auditors][a]", "[Report of the auditors][b]"),
    ("an image", "![Map of the walk](north.png)", "![Map of the walk](south.png)"),
    ("a linked image", "[![Read it all](t.png)](herring.html)", "[![Read it all](t.png)](mackerel.html)"),
    ("a format behind", "[Annual report of the port](22.pdf) (PDF)", "[Annual report of the port](23.pdf) (PDF)"),
    (
        "its report",
        "Details of the flaw may be found in [its report](https://example.org/a/b/GX-1).",
        "Details of the flaw may be found in [its report](https://example.org/a/b/GX-2).",
    ),
    ("a telephone number", "Call us [here](tel:+4912) at any time", "Call us [here](tel:+4913) at any time"),
    (
        "a parameter",
        "Watch the [film](https://video.example/watch?v=a1)",
        "Watch the [film](https://video.example/watch?v=b2)",
    ),
    ("a place in a page", "See the [guide](guide.md#pumps) for it.", "See the [guide](guide.md#valves) for it."),
]
SAME_TARGETS = [
    (
        "a renamed host",
        "See the [manual](http://old.example.com/docs/setup/linux/)",
        "See the [manual](https://www.new.example.org/docs/setup/linux)",
    ),
    (
        "tracking",
        "Read [more here](https://a.example/x/y?utm_source=n&fbclid=1)",
        "Read [more here](https://a.example/x/y)",
    ),
    (
        "a version",
        "See the [manual](https://a.example/docs/v2.1/setup)",
        "See the [manual](https://a.example/docs/latest/setup)",
    ),
    (
        "a redirecting page",
        "See the [news](https://l.example/?u=https%3A%2F%2Fa.example%2Fx%2Fy&h=q1)",
        "See the [news](https://a.example/x/y)",
    ),
    (
        "the size of an image",
        "![Map of the walk](https://a.example/m/map-300x200.png?w=9)",
        "![Map of the walk](https://a.example/m/map.png)",
    ),
    (
        "running text",
        "The bridge was built by [Ann Lee](/a) and opened in May.",
        "The bridge was built by [Ann Lee](/b) and opened in May.",
    ),
    (
        "two sentences",
        "The hall has a new roof of slate. See the [plans](/a/b).",
        "The hall has a new roof of slate. See the [plans](/c/d).",
    ),
    (
        "HTML and Markdown",
        "See <a href='/docs/x/setup'>the setup</a> for it.",
        "See [the setup](/docs/x/setup) for it.",
    ),
    ("no link in the copy", "See [the setup](/docs/x/setup) for it.", "See the setup for it."),
    (
        "an address and a link to it",
        "It is at <https://pen.example/a/b>",
        "It is at [pen.example/a/b](https://pen.example/a/b)",
    ),
    ("a heading that links to itself", "## Fees of the harbour", "## [Fees of the harbour](#fees)"),
]

STRUCK = [
    ("HTML", "<s>The pool is open on all weekdays.</s>", "The pool is open on all weekdays."),
    ("Markdown", "~~Die Fähre fährt im Winter nicht.~~", "Die Fähre fährt im Winter nicht."),
    ("a forum's markup", "[s]Sold out since Monday at noon[/s]", "Sold out since Monday at noon"),
    ("two struck texts", "~~The old mill stands by the brook.~~", "~~The new mill stands by the brook.~~"),
    ("an empty and a ticked box", "- [ ] Water the plants in the hall", "- [x] Water the plants in the hall"),
]
STRUCK_COPIES = [
    ("a part", "It costs ~~fifty~~ forty euros at the door.", "It costs forty euros at the door."),
    ("in other markup", "~~The pool is open on all weekdays.~~", "<del>The pool is open on all weekdays.</del>"),
    ("a ticked box", "- [x] Water the plants in the hall", "* [X] Water the plants in the hall"),
    ("code that shows it", "Write `~~gone~~` for it in the text", "Write `~~gone~~` for it, in the text"),
]

NUMBERS = [
    ("a date in Norwegian", "5. mars møtes koret i kirken.", "12. mars møtes koret i kirken."),
    ("a date in Finnish", "3. toukokuuta kuoro laulaa kirkossa", "10. toukokuuta kuoro laulaa kirkossa"),
    ("a date in Estonian", "5. mail laulab koor kirikus", "12. mail laulab koor kirikus"),
    ("a date in Czech", "5. března zpívá sbor v kostele", "12. března zpívá sbor v kostele"),
    ("a date in Austria", "5. Jänner: Konzert des Chors im Dom", "12. Jänner: Konzert des Chors im Dom"),
    ("a date in English", "12. March is the day of the fair", "13. March is the day of the fair"),
    ("a class in Hungarian", "1. osztály, jegy az ablak mellett", "2. osztály, jegy az ablak mellett"),
    ("a class in Croatian", "1. razred ima sat u ponedjeljak ujutro", "2. razred ima sat u ponedjeljak ujutro"),
    ("a floor in Slovene", "1. nadstropje, soba na levi strani", "2. nadstropje, soba na levi strani"),
    ("a floor in Latvian", "1. stāvs, istaba pa kreisi", "2. stāvs, istaba pa kreisi"),
    ("a class in Serbian", "1. разред има час у понедељак", "2. разред има час у понедељак"),
    ("a class in Luxembourgish", "1. Klass am Zuch, Plaz un der Fënster", "2. Klass am Zuch, Plaz un der Fënster"),
    ("a class in Polish", "1. klasa ma lekcje w poniedziałek rano", "2. klasa ma lekcje w poniedziałek rano"),
    ("a league", "1. Bundesliga: Tabelle nach dem Spieltag", "2. Bundesliga: Tabelle nach dem Spieltag"),
    ("a quarter", "3. Quartal: Umsatz und Gewinn gestiegen", "4. Quartal: Umsatz und Gewinn gestiegen"),
    ("a train", "12 The train stops at every station", "13 The train stops at every station"),
    ("a page that is cited", "Smith, History of the Town, page 12", "Smith, History of the Town, page 13"),
]
COUNTERS = [
    ("a list in English", "3. Open the valve by hand", "7. Open the valve by hand"),
    ("a list in French", "3. Ouvrez la vanne à la main", "7. Ouvrez la vanne à la main"),
    ("a list in German", "3. Das Ventil von Hand öffnen", "7. Das Ventil von Hand öffnen"),
    ("a list in Thai", "3. เปิดวาล์วด้วยมือ", "7. เปิดวาล์วด้วยมือ"),
    ("an ordinal on one side", "3. Ventil öffnen und warten", "Ventil öffnen und warten"),
    ("pages", "Page 1 of 3   Minutes of the council", "Page 2 of 3   Minutes of the council"),
    ("a page behind", "Protokoll des Rates | Seite 7", "Protokoll des Rates | Seite 8"),
    ("pages behind", "Compte rendu du conseil    page 3 sur 9", "Compte rendu du conseil    page 4 sur 9"),
    ("pages in Russian", "Протокол совета города\tстр. 2 из 5", "Протокол совета города\tстр. 3 из 5"),
    ("a page between dashes", "- 2 -\nMinutes of the council of the town", "- 3 -\nMinutes of the council of the town"),
]

CODE = [
    ("and, or", "Use `a & b` to join the two masks.", "Use `a | b` to join the two masks."),
    ("a pointer", "It is called as `*p` in the loop", "It is called as `p` in the loop"),
    ("a negation", "The lamp is lit when `ready` is returned", "The lamp is lit when `!ready` is returned"),
    ("a complement", "Set `x ^ y` as the mask here", "Set `x ~ y` as the mask here"),
    ("a step", "The step is `i++` in the loop", "The step is `i--` in the loop"),
    ("minus and times", "Write `a - b` for the rest of it", "Write `a * b` for the rest of it"),
]
ALONE = [
    ("a vitamin", "Take vitamin a, and rest.", "Take vitamin, and rest."),
    ("a plan", "We go on with plan a.", "We go on with plan."),
    ("an option", "Choose the option 'y' in it", "Choose the option in it"),
]
CUTS = [
    ("behind an article", "It was made for the", "It was made for the army"),
    ("a line that is wrapped", "The council gave its thanks to the", "The council gave its thanks to the firemen"),
    ("German", "Der Verein dankt allen Helfern und den", "Der Verein dankt allen Helfern und den Spendern"),
]
UNSPACED_CONDITIONS = {
    "游客可以在馆内拍照{}。": [
        "，除非有告示", "，但礼拜堂除外", "，前提是不用闪光灯", "，只要不用闪光灯", "，直到五月底", "，视天气而定",
    ],
    "館内で写真を撮ることができる{}。": ["、ただし礼拝堂を除く", "、許可がある場合に限る", "、五月末まで"],
}  # fmt: skip
# The candidate ends as a sentence, and the kept paragraph goes on within it.
NARROWED = [
    ("a noun", "The hall is open to all residents.", "The hall is open to all."),
    ("whose it is", "They wrote to the mayor's driver.", "They wrote to the mayor."),
    (
        "an adjective in French",
        "Le stage est gratuit pour les membres bienfaiteurs.",
        "Le stage est gratuit pour les membres.",
    ),
    ("an entry", "- Size: one room of ten beds per ship", "- Size: one room of ten beds"),
    ("the front of a name", "Tres hermanas valientes es una novela.", "hermanas valientes es una novela."),
]
FREE = [
    ("a cause", "The mayor will resign in autumn because he is ill.", "The mayor will resign in autumn."),
    ("a clause behind a comma", "The mayor will resign, he told the press.", "The mayor will resign."),
    (
        "a line cut in front",
        "The gate was left open and the cattle, which had been restless, went down to the river to drink.",
        "which had been restless, went down to the river to drink.",
    ),
]

CONDITIONS = {
    "The ferry runs every day{}.": [
        "provided that the sea is calm", "subject to the weather", "assuming the crew is there", "excluding holidays",
        "apart from Mondays", "other than in winter", "barring storms", "depending on the tide", "in case of need",
        "as long as the ice holds", "on condition that you book", "unless it storms", "until the end of May",
        "save on Sundays", "with the exception of Mondays", "up to a wind of six", "weather permitting",
    ],
    "Die Fähre fährt jeden Tag{}.": [
        "vorausgesetzt, das Meer ist ruhig", "je nach Wetter", "abgesehen von Feiertagen", "sofern genug Gäste kommen",
        "es sei denn, es stürmt", "mit Ausnahme von Montagen", "bis Ende Mai", "unter der Bedingung, dass man bucht",
        "soweit das Eis hält", "außer montags", "lediglich im Sommer", "im Falle guten Wetters",
    ],
    "Le bac passe tous les jours{}.": [
        "à condition que la mer soit calme", "à moins que le vent ne souffle", "hormis les jours fériés",
        "pourvu que la mer soit calme", "sous réserve du temps", "sauf le lundi", "en cas de besoin",
        "jusqu'à la fin de mai", "à l'exception des lundis", "selon la marée", "tant que la glace tient",
        "mis à part le lundi",
    ],
    "El barco sale todos los días{}.": [
        "siempre que el mar esté en calma", "hasta finales de mayo", "a menos que haya viento", "salvo los lunes",
        "con tal de que haya sitio", "excepto en invierno", "a condición de reservar", "en caso de buen tiempo",
        "según la marea", "siempre y cuando haya sitio", "con excepción de los lunes", "a no ser que llueva",
    ],
    "Il traghetto parte ogni giorno{}.": [
        "a condizione che il mare sia calmo", "tranne il lunedì", "salvo maltempo", "purché ci siano posti",
        "fino a maggio", "a meno che non piova", "eccetto i festivi", "in caso di bisogno", "a seconda del vento",
        "ad eccezione del lunedì",
    ],
    "O barco sai todos os dias{}.": [
        "desde que o mar esteja calmo", "exceto aos domingos", "salvo aos domingos", "até ao fim de maio",
        "a menos que chova", "com exceção das segundas", "caso haja lugar", "conforme a maré", "sujeito a reserva",
        "contanto que haja lugar",
    ],
    "De boot vaart elke dag{}.": [
        "mits de zee kalm is", "behalve op maandag", "tenzij het stormt", "tot eind mei",
        "op voorwaarde dat u boekt", "met uitzondering van maandag", "afhankelijk van het tij",
        "voor zover het ijs het toelaat", "uitgezonderd feestdagen", "zolang er plaats is",
    ],
    "Färjan går varje dag{}.": [
        "förutsatt att havet är lugnt", "utom på måndagar", "om det inte stormar", "såvida det inte stormar",
        "till slutet av maj", "med undantag för måndagar", "beroende på vädret", "förutom i juli",
    ],
    "Færgen sejler hver dag{}.": [
        "forudsat at havet er roligt", "undtagen mandag", "medmindre det stormer", "indtil maj",
        "bortset fra mandag", "afhængigt af vejret", "hvis havet er roligt", "så længe isen holder",
    ],
    "Prom kursuje codziennie{}.": [
        "pod warunkiem że morze jest spokojne", "oprócz poniedziałków", "chyba że wieje", "do końca maja",
        "z wyjątkiem poniedziałków", "w zależności od pogody", "o ile jest miejsce", "jeżeli morze jest spokojne",
    ],
    "Паром ходит каждый день{}.": [
        "при условии что море спокойно", "кроме понедельника", "если море спокойно", "до конца мая",
        "за исключением понедельника", "в зависимости от погоды", "пока держится лёд", "в случае хорошей погоды",
    ],
    "Přívoz jezdí každý den{}.": [
        "za předpokladu že je klid", "kromě pondělí", "pokud je klid", "do konce května", "s výjimkou pondělí",
        "v závislosti na počasí", "ledaže fouká", "jestliže je místo",
    ],
    "Visitors may take photographs in all rooms of the museum and the garden{}": [
        "so long as they use no flash", "with the curator's consent", "except for the chapel", "bar the chapel",
        "if they ask first", "but not in the chapel", "save in the chapel", "during opening hours", "on request",
        "given prior consent", "in the absence of a guard", "without a tripod", "before noon", "once they have paid",
        "while stocks last", "where a sign allows it", "minus the chapel",
    ],
}  # fmt: skip
CLAIMS = {
    "the barrier stood open on that night.": [
        "Police denied that ", "It is not true that ", "The paper claimed that ", "Nobody believes that ",
        "It is a myth that ", "The union doubts whether ", "According to a rumour in town, ", "He pretended that ",
        "It was falsely reported that ", "The court rejected the claim that ", "She imagined that ",
        "They suspected, without any proof, that ", "The railway disputes that ", "It is unlikely that ",
        "Wrongly, many assume that ", "Critics say ", "It was alleged that ", "The minister rejected reports that ",
        "Contrary to what was written, ", "No one has proved that ", "There is no evidence that ", "The idea that ",
        "She asked whether ", "It would be wrong to say that ", "The film shows how ", "In his dream, ", "If only ",
        "Suppose ", "He warned that ", "They feared that ", "Some people think ", "The rumour went round that ",
        "He was lying when he said ", "Far from it: ",
    ],
    "die Schranke in jener Nacht offen stand.": ["Die Polizei bestreitet, dass ", "Es ist ein Gerücht, dass "],
    "la barrière était ouverte cette nuit.": ["La police nie que ", "Il est faux de dire que ", "Selon une rumeur, "],
    "la barrera estaba abierta esa noche.": ["La policía niega que ", "Es mentira que ", "Según un rumor, "],
    "il ministro guidava l'auto quella sera.": ["La polizia nega che "],
    "o ministro conduzia o carro naquela noite.": ["A polícia negou que "],
    "de minister die avond in de auto reed.": ["De politie ontkent dat "],
    "министр в тот вечер вёл машину сам.": ["Полиция отрицает, что "],
    "minister prowadził auto tego wieczoru.": ["Policja zaprzecza, że "],
    "ministern körde bilen den kvällen.": ["Polisen förnekar att "],
    "bakan o akşam arabayı sürdü.": ["Polis, iddiaları reddetti: "],
    "ο υπουργός οδηγούσε το αυτοκίνητο.": ["Η αστυνομία αρνείται ότι "],
}  # fmt: skip

SWAPS = [
    ("who came first", "太郎が花子より先に着いた。", "花子が太郎より先に着いた。"),
    ("from and to", "東京から大阪への列車です。", "大阪から東京への列車です。"),
    ("who helped", "メアリーがジョンを助けた。", "ジョンがメアリーを助けた。"),
    ("who wrote", "父は母に手紙を書いた：", "母は父に手紙を書いた："),
    ("of whom", "张三对李四的评价如下：", "李四对张三的评价如下："),
    ("who bought", "英国把该岛卖给法国。", "法国把该岛卖给英国。"),
    ("whose office", "校长是王伟，李娜是秘书。", "李娜是校长，王伟是秘书。"),
    ("after whom", "红队在蓝队之后到达。", "蓝队在红队之后到达。"),
    ("what season", "夏は涼しく、冬は暖かい。", "冬は涼しく、夏は暖かい。"),
    ("a preposition that moved", "El libro fue escrito Ana Ruiz por.", "El libro fue escrito por Ana Ruiz."),
]

DIFFERENT = [*TARGETS, *STRUCK, *NUMBERS, *CODE, *ALONE, *SWAPS]
SAME = [*SAME_TARGETS, *STRUCK_COPIES, *COUNTERS, *FREE]
ONE_WAY = [
    *CUTS,
    *NARROWED,
    *(
        (clause, frame.format(before + clause), frame.format(""))
        for frame, clauses in CONDITIONS.items()
        for clause in clauses
        for before in (" ", ", ")
    ),
    *(
        (clause, frame.format(clause), frame.format(""))
        for frame, clauses in UNSPACED_CONDITIONS.items()
        for clause in clauses
    ),
    *((front, front + claim, claim) for claim, fronts in CLAIMS.items() for front in fronts),
]


def pairs(cases: list[tuple[str, str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("kept", "candidate"), [case[1:] for case in cases], ids=[case[0] for case in cases])


@pairs(DIFFERENT)
def test_a_pair_with_other_facts_is_no_copy_in_either_direction(kept: str, candidate: str) -> None:
    for a, b in ((kept, candidate), (candidate, kept)):
        judgement = judge(read(a), read(b))
        assert judgement.verdict is not Verdict.COPY, judgement.reasons


@pairs(ONE_WAY)
def test_what_the_kept_paragraph_cuts_off_or_turns_is_no_copy(kept: str, candidate: str) -> None:
    judgement = judge(read(kept), read(candidate))
    assert judgement.verdict is not Verdict.COPY, judgement.reasons


@pairs(SAME)
def test_a_pair_of_the_same_facts_is_a_copy(kept: str, candidate: str) -> None:
    judgement = judge(read(kept), read(candidate))
    assert judgement.verdict is Verdict.COPY, judgement.reasons
    assert facts(read(candidate)) <= holdings(read(kept))


def test_a_label_is_read_with_its_definition() -> None:
    one, two, same = (
        read("[Minutes of the meeting][1]", Surroundings(definitions=(("1", "/minutes/may.html"),))),
        read("[Minutes of the meeting][1]", Surroundings(definitions=(("1", "/minutes/june.html"),))),
        read("[Minutes of the meeting][7]", Surroundings(definitions=(("7", "/minutes/may.html"),))),
    )
    assert judge(one, two).verdict is Verdict.SIBLING
    assert judge(one, same).verdict is Verdict.COPY


def test_one_text_with_several_targets_in_a_document_is_read_as_pointing() -> None:
    texts = ("The [herring](a.html) is sold at the quay.", "The [herring](b.html) is sold at the quay.")
    several = Surroundings(several_targets=True)
    assert judge(*map(read, texts)).verdict is Verdict.COPY
    judgement = judge(*(read(text, several) for text in texts))
    assert judgement.verdict is Verdict.SIBLING
    assert judgement.reasons == ("link targets a / b differ",)


def test_a_number_that_continues_a_list_says_nothing() -> None:
    texts = ("3. Ventil öffnen und warten", "7. Ventil öffnen und warten")
    assert judge(*map(read, texts)).reasons == ("3. / 7. differ",)
    in_list = Surroundings(continues_list=True)
    assert judge(*(read(text, in_list) for text in texts)).verdict is Verdict.COPY


def test_a_text_that_points_is_no_copy_of_one_without_the_link() -> None:
    judgement = judge(read("See the plan of the port."), read("See the [plan of the port](/a/b)."))
    assert judgement.verdict is Verdict.REVISION
    assert judgement.reasons == ("only the candidate links to: a/b",)
