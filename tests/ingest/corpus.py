"""Files that officers might send: good, doubtful and bad, each with what must be answered.

One table. `says` must stand in some message; `hides` must stand in none, nor anywhere else that
the check leaves behind.
"""

import gzip
import io
import json
import zipfile
from typing import NamedTuple

GOOD, DOUBTFUL, BAD = "accept", "accept-with-warning", "reject"
FULL = "indicator,period,area,breakdown,category,numerator,denominator,value,status"
SHORT = "indicator,period,numerator,denominator"
ROW = "dental_checks,2024-25,469,637"
IHA = "initial_health_assessments"


class File(NamedTuple):
    """One file: what it is called, what it holds, and what must be answered."""

    name: str
    content: bytes
    outcome: str
    says: str = ""
    hides: str = ""


def short(*rows: str, heading: str = SHORT, end: str = "\n", codec: str = "utf-8") -> bytes:
    """A file of rows under the shortest heading."""
    return (end.join([heading, *rows]) + end).encode(codec)


def full(*rows: str) -> bytes:
    """A file of rows under every heading."""
    return short(*rows, heading=FULL)


def cell(**cells: str) -> bytes:
    """A file of one good row, but for these cells."""
    usual = dict(
        zip(
            FULL.split(","),
            ["dental_checks", "2024-25", "", "", "", "469", "637", "", ""],
            strict=True,
        )
    )
    row = ['"' + text.replace('"', '""') + '"' for text in (usual | cells).values()]
    return full(",".join(row))


def zipped(name: str, text: str = "x") -> bytes:
    """A zip that holds one file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(name, text)
    return file.getvalue()


DAY = "indicator,period_start,period_end,numerator,denominator"
SPLIT = f"{IHA},2024-25,,placement location"

WRITTEN = [  # as Excel and other programs save it
    File("csv utf-8, as excel saves it", short(ROW, end="\r\n", codec="utf-8-sig"), GOOD),
    File("csv, ansi", short(ROW, end="\r\n", codec="cp1252"), GOOD),
    File(
        "csv, ansi, with a dash of its own",
        short("dental_checks,2024–25,469,637", end="\r\n", codec="cp1252"),
        *(DOUBTFUL, "read as Windows-1252"),
    ),
    File("csv, macintosh", short(ROW, end="\r"), GOOD),
    File("csv, ms-dos", short(ROW, end="\r\n", codec="cp437"), GOOD),
    File("line ends of two kinds", f"{SHORT}\r\n{ROW}\n".encode(), GOOD),
    File("no line end at the end", f"{SHORT}\n{ROW}".encode(), GOOD),
    File("blank lines at the end", short(ROW, "", "", ""), GOOD),
    File("rows of commas at the end", short(ROW, *[",,,"] * 1000), GOOD),
    File("columns of commas at the right", short(ROW + ",,", heading=SHORT + ",,"), GOOD),
    File("commas at the right of the rows alone", short(ROW + ",,,"), GOOD),
    File("everything in quotation marks", short('"dental_checks","2024-25","469","637"'), GOOD),
    File("headings in quotation marks", short(ROW, heading='"indicator","period","numerator","denominator"'), GOOD),
    File("headings in capitals", short(ROW, heading=SHORT.upper()), GOOD),
    File("headings with spaces", short(ROW, heading=" Indicator , Period , Numerator , Denominator "), GOOD),
    File("another order", short("637,2024-25,dental_checks,469", heading="denominator,period,indicator,numerator"), GOOD),
    File("spaces round cells", short(" dental_checks , 2024-25 , 469 , 637 "), GOOD),
    File("spaces that do not break round cells", short("\u00a0dental_checks\u00a0,2024-25,469\u00a0,637"), GOOD),
    File("spaces before quotation marks", short('dental_checks, "2024-25", "469", "637"'), GOOD),
    File("tabs round cells", short("dental_checks\t,2024-25,\t469,637"), GOOD),
    File("a blank column in the middle", short("dental_checks,,2024-25,469,637", heading="indicator,,period,numerator,denominator"), GOOD),
    File("short rows", full("dental_checks,2024-25,,,,469,637"), GOOD),
    File("a blank row in the middle", short(ROW, "", "dental_checks,2023-24,460,640"), DOUBTFUL, "this row is blank"),
    File("a row of commas in the middle", short(ROW, ",,,", "dental_checks,2023-24,460,640"), DOUBTFUL, "this row is blank"),
    File("semicolons", short(ROW).replace(b",", b";"), BAD, "semicolons"),
    File("tabs", short(ROW).replace(b",", b"\t"), BAD, "tabs"),
    File("upright lines", short(ROW).replace(b",", b"|"), BAD, "upright lines"),
    File("sep= on top", f"sep=,\n{SHORT}\n{ROW}\n".encode(), BAD, "'sep=' stands above"),
    File("each row in quotation marks", f'"{SHORT}"\n"{ROW}"\n'.encode(), BAD, "commas inside one cell"),
    File("a title above the headings", f"Dental checks,,,\n\n{SHORT}\n{ROW}\n".encode(), BAD, "in row 3"),
    File("a first row of commas", f",,,\n{SHORT}\n{ROW}\n".encode(), BAD, "row 1 is blank"),
    File("no headings", f"{ROW}\n{ROW}\n".encode(), BAD, "no headings in row 1"),
    File("headings and no rows", f"{SHORT}\n".encode(), BAD, "no rows under the heading"),
    File("headings and rows of commas", short(*[",,,"] * 1000), BAD, "no rows under the heading"),
    File("nothing", b"", BAD, "the file is empty"),
    File("nothing but a byte order mark", b"\xef\xbb\xbf", BAD, "the file is empty"),
    File("nothing but line ends", b"\r\n\r\n", BAD, "the file is empty"),
    File("utf-16", short(ROW, codec="utf-16"), BAD, "UTF-16"),
    File("utf-16 without a mark", short(ROW, codec="utf-16-le"), BAD, "UTF-16"),
    File("utf-32", short(ROW, codec="utf-32"), BAD, "UTF-32"),
    File("utf-32 without a mark", short(ROW, codec="utf-32-be"), BAD, "UTF-32"),
    File("a NUL in a cell", short(ROW + "\0"), BAD, "NUL"),
    File("two encodings", short(ROW, "Café,Caf\u00e9,1,2").replace(b"Caf", b"\xe9Caf", 1), BAD, "mixes"),
    File("bytes of no encoding", short(ROW).replace(b"637", b"\x81\x8d"), BAD, "not UTF-8"),
    File("a quotation mark not closed", short('dental_checks,"2024-25,469,637', ROW), BAD, "not closed"),
    File("a quotation mark in the middle", short('dental_checks,"2024"-25,469,637'), BAD, "in the middle of a cell"),
    File("a cell of 140,000 letters", short("dental_checks," + "x" * 140_000 + ",469,637"), BAD, "a cell has more than 1,000 characters"),
    File("a cell of 5,000 letters", short("dental_checks," + "x" * 5_000 + ",469,637"), BAD, "more than 1,000 characters"),
]  # fmt: skip

KINDS = [  # not CSV at all
    File("an excel workbook.csv", zipped("xl/workbook.xml"), BAD, "an Excel workbook"),
    File("an opendocument sheet.csv", zipped("mimetype", "application/vnd.oasis.opendocument"), BAD, "OpenDocument"),
    File("a word document.csv", zipped("word/document.xml"), BAD, "Word"),
    File("a zip.csv", zipped("figures.csv", SHORT), BAD, "a zip"),
    File("an old workbook.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, BAD, "old Excel workbook"),
    File("a pdf.csv", b"%PDF-1.7\n%\xe2\xe3", BAD, "a PDF"),
    File("a gzip.csv", gzip.compress(short(ROW)), BAD, "compressed"),
    File("a bzip2.csv", b"BZh91AY&SY", BAD, "compressed"),
    File("a 7-zip.csv", b"7z\xbc\xaf\x27\x1c", BAD, "compressed"),
    File("parquet.csv", b"PAR1\x15\x04\x15", BAD, "Parquet"),
    File("arrow.csv", b"ARROW1\0\0", BAD, "Arrow"),
    File("a duckdb.csv", b"\1\2\3\4\5\6\7\x08DUCK\0\0", BAD, "a database"),
    File("sqlite.csv", b"SQLite format 3\0", BAD, "a database"),
    File("a web page.csv", b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", BAD, "a web page"),
    File("a web page after spaces.csv", b"\n  <html><body>", BAD, "a web page"),
    File("xml.csv", b"\xef\xbb\xbf<?xml version='1.0'?><a/>", BAD, "XML"),
    File("json.csv", json.dumps([{"indicator": "x"}]).encode(), BAD, "JSON"),
    File("json object.csv", b'{"indicator": 1}', BAD, "JSON"),
    File("a picture.csv", b"\x89PNG\r\n\x1a\n", BAD, "a picture"),
    File("rtf.csv", b"{\\rtf1\\ansi}", BAD, "RTF"),
]  # fmt: skip

HEADINGS = [
    File("a heading misspelt", short(ROW, heading="indicator,period,numerater,denominator"), BAD, "Did you mean 'numerator'?"),
    File("a heading of no kind", short(ROW + ",1", heading=SHORT + ",wxyz"), GOOD, "", "wxyz"),
    File("a heading twice", short(ROW + ",1", heading=SHORT + ",numerator"), BAD, "is there 2 times"),
    File("a heading twice in two cases", short(ROW + ",1", heading=SHORT + ",Numerator"), BAD, "is there 2 times"),
    File("a blank heading over figures", short("dental_checks,2024-25,5,469,637", heading="indicator,period,,numerator,denominator"), BAD, "no heading above it"),
    File("no indicator", short("2024-25,469,637", heading="period,numerator,denominator"), BAD, "'indicator' is missing"),
    File("no period", short("dental_checks,469,637", heading="indicator,numerator,denominator"), BAD, "'period' is missing"),
    File("half a period", short("dental_checks,01/04/2024,1,2", heading="indicator,period_start,numerator,denominator"), BAD, "'period' is missing"),
    File("no figures", short("dental_checks,2024-25", heading="indicator,period"), BAD, "no column of figures"),
    File("no denominator", short("dental_checks,2024-25,469", heading="indicator,period,numerator"), BAD, "a numerator and a denominator are needed"),
    File("a comma in a number", short("dental_checks,2024-25,1,469,2637"), BAD, "comma in a number"),
    File("a script as a heading", short(ROW + ",1", heading=SHORT + ",<script>alert(1)</script>"), GOOD, "", "<script>"),
    File("a formula as a heading", short(ROW + ",1", heading=SHORT + ",=cmd|' /C calc'!A0"), GOOD, "", "cmd"),
    *(
        File(f"a column {name} over {text}", short(f"{ROW},{text}", heading=f"{SHORT},{name}"), GOOD, "", "left over")
        for name, text in [
            *[("Comments", "Checked with finance"), ("ID", "12"), ("Name", "Dental checks"), ("Notes", "left over")],
            *[("UASC", "34"), ("UASC", "Yes"), ("RAG", "Green"), ("Lead officer", "Head of Service"), ("Name", "637")],
            *[("Target", "80%"), ("England", "34570"), ("Child", "469"), ("Comments", ""), ("DOB", "")],
        ]
    ),
    File("free text", short(ROW + ",Jo said that", heading=SHORT + ",comments"), BAD, "no extract may hold", "Jo said"),
]  # fmt: skip

NUMBERS = [
    *(
        File(f"numerator {text}", cell(numerator=text), BAD, "not a whole number", hides)
        for text, hides in [
            *[(t, "") for t in ("30.5", "469.0", "-5", "+5", "4_5", "0x1E", "3E+01", "1e309", "inf")],
            *[(t, "") for t in ("nan", "NaN", "Infinity", "1,23", "1.234,5", "12,34,567", "4 69", "<5")],
            *[(t, "") for t in ("*", "-", "..", ":", "n/a", "NULL", "TRUE", "#REF!", "#N/A", "9" * 16)],
            *[("٤٦٩", "٤٦٩"), ("４６９", "４６９"), ("Ⅻ", "Ⅻ"), ("½", "½"), ("four hundred", "four")],
            *[("=1+1", "=1+1"), ("@SUM(A1)", "SUM"), ("£469", "£469"), ("469 children", "children")],
        ]
    ),
    *(
        File(f"value {text}", cell(value=text), BAD, "not a number", hides)
        for text, hides in [
            *[(t, "") for t in ("nan", "inf", "1e2", "73,6", "1.2.3", "%", "--73", "7_3", "0x49")],
            *[("about 74", "about"), ("=A1", "=A1")],
        ]
    ),
    File("thousands separators", cell(numerator="1,469", denominator="2,637"), GOOD),
    File("a percent sign", cell(value="74%"), GOOD),
    File("a percent sign after a space", cell(value="73.6 %"), GOOD),
    File("many decimals", cell(value="73.6263736264"), GOOD),
    File("nought of some", cell(numerator="0"), GOOD),
    File("all of them", cell(numerator="637", value="100"), GOOD),
    File("noughts in front", cell(numerator="0469"), GOOD),
    File("more than all", cell(numerator="638"), BAD, "the numerator is more than the denominator"),
    File("more than all, of a rate", full("first_time_entrants_our_children,2024-25,,,,50,40,,"), BAD, ""),
    File("of none", cell(numerator="0", denominator="0"), BAD, "the denominator is 0"),
    File("no numerator", cell(numerator=""), BAD, "a numerator and a denominator are needed"),
    File("a percent alone", cell(numerator="", denominator="", value="74"), BAD, "stay safe"),
    File("a proportion", cell(value="0.736"), BAD, "looks like a proportion"),
    File("a proportion of all", cell(numerator="637", value="1"), BAD, "looks like a proportion"),
    File("another percent", cell(value="47"), BAD, "not what the numerator and the denominator give"),
    File("a percent over 100", cell(value="174"), BAD, "more than 100 percent"),
    File("a percent under nought", cell(value="-74"), BAD, "less than nought"),
    File("a score without its denominator", full("sdq_average_score,2024-25,,,,,,14.1,"), BAD, "how many the average is of"),
    File("a score", full("sdq_average_score,2024-25,,,,,300,14.1,"), GOOD),
]  # fmt: skip

LABELS = [
    *(
        File(f"{column}: {text[:24]}", cell(**{column: text}), BAD, "", hides)
        for column in ("indicator", "area", "breakdown", "category", "status", "period")
        for text, hides in [
            ("=cmd|' /C calc'!A0", "cmd"),
            ("<script>alert(1)</script>", "script"),
            ("[x](javascript:alert(1))", "javascript"),
            ("'; DROP TABLE count; --", "DROP"),
            (":red[Q]", ":red"),
            ("Dwayne Blenkinsop", "Blenkinsop"),
            ("x" * 400, "xxxx"),
        ]
    ),
    File("an indicator misspelt", cell(indicator="dental_check"), BAD, "'dental_check' is not an indicator. Did you mean 'dental_checks'?"),
    File("an indicator in capitals", cell(indicator="DENTAL_CHECKS"), GOOD),
    File("no indicator in a row", cell(indicator=""), BAD, "the indicator is empty"),
    File("ours, by name", cell(area="nottinghamshire"), GOOD),
    File("ours, by code", cell(area="E10000024"), GOOD),
    File("ours, with two spaces", cell(area=" Nottinghamshire  "), GOOD),
    File("england", cell(area="England", numerator="46900", denominator="63700"), GOOD),
    File("the city and not the county", cell(area="Nottingham"), BAD, "Did you mean 'Nottinghamshire'?"),
    File("a surname like a county", cell(area="Darbyshire"), BAD, "Did you mean 'Derbyshire'?", "Darbyshire"),
    File("a code of no place", cell(area="E99999999"), BAD, "not an area"),
    File("a breakdown of another measure", cell(indicator="started_girls", breakdown="sex", category="Female"), BAD, "is not a breakdown of started_girls"),
    File("a category", full(f"{SPLIT},In county,30,38,,"), GOOD),
    File("a category in capitals", full(f"{SPLIT.upper()},IN COUNTY,30,38,,".lower()), GOOD),
    File("a category misspelt", full(f"{SPLIT},In countyy,30,38,,"), BAD, "It can be In county or Out of county"),
    File("a category without its breakdown", full(f"{IHA},2024-25,,,In county,30,38,,"), BAD, "the breakdown is not given"),
    *(File(f"marked {m}", cell(numerator="", denominator="", status=m), GOOD) for m in ("c", "[c]", "x", "[z]", "low", "u", "k", "C", "c p")),
    *(File(f"{m} in place of a number", cell(numerator=m, denominator=m), DOUBTFUL, "was read as a marker") for m in ("c", "[c]", "x", "[x]", "z", "low", "u", "[k]")),
    File("two markers", cell(numerator="c", denominator="x"), BAD, "two different markers"),
    File("a marker beside figures", cell(status="c"), BAD, "there must be no figure"),
    File("a marker that is none", cell(status="q"), BAD, "not a marker"),
    File("provisional", cell(status="p"), GOOD),
    File("revised", cell(status="[r]"), GOOD),
]  # fmt: skip

PERIODS = [
    *(File(f"the year {p}", cell(period=p), GOOD) for p in ("2024-25", "2024/25", "2024-2025", "202425", "FY2024-25", "year to 31/03/2025", "31/03/2025", "2024–25")),
    *(File(f"the quarter {p}", full(f"{IHA},{p},,,,41,52,,"), GOOD) for p in ("2024-25 Q1", "Q1 2024-25", "Apr-Jun 2024", "April to June 2024")),
    File("the last day of a quarter, where months are taken too", short(f"{IHA},30/06/2024,41,52"), BAD, "could be June 2024 or April to June 2024"),
    *(File(f"the period {p}", cell(period=p), BAD, "") for p in ("11-12", "2024-26", "2024-25 Q5", "Q1", "45383", "1711929600", "0", "2024-25 Q1", "soon", "01/04/24", "31/02/2025", "04/13/2024", "2124-25", "")),
    File("a quarter of no year", full(f"{IHA},Q3,,,,41,52,,"), BAD, "which year"),
    File("an ambiguous quarter", full(f"{IHA},2024 Q1,,,,41,52,,"), BAD, "could be"),
    File("dates", short("dental_checks,01/04/2024,31/03/2025,469,637", heading=DAY), GOOD),
    File("iso dates", short("dental_checks,2024-04-01,2025-03-31,469,637", heading=DAY), GOOD),
    File("dates of no period", short("dental_checks,01/04/2024,30/03/2025,469,637", heading=DAY), BAD, "the first and the last day"),
    File("dates the other way round", short("dental_checks,31/03/2025,01/04/2024,469,637", heading=DAY), BAD, "swapped"),
    File("american dates", short("dental_checks,04/01/2024,03/31/2025,469,637", heading=DAY), BAD, "dd/mm/yyyy"),
    File("two-digit years", short("dental_checks,01/04/24,31/03/25,469,637", heading=DAY), GOOD),
    File("dates as excel's numbers", short("dental_checks,45383,45747,469,637", heading=DAY), GOOD),
    File("no end", short("dental_checks,01/04/2024,,469,637", heading=DAY), BAD, "the date is empty"),
]  # fmt: skip

QUARTERS = [f"{IHA},2024-25 Q{q},,,,10,20,," for q in range(1, 5)]
ROWS = [
    File("the same row twice", short(ROW, ROW), BAD, "the same figure is already on row 2"),
    File("the same figure, written otherwise", full("dental_checks,2024-25,,,,469,637,,", "dental_checks,2024/25,E10000024,all,all,469,637,,"), BAD, "already on row 2"),
    File("the same figure, another number", short(ROW, ROW.replace("469", "470")), BAD, "already on row 2"),
    File("a year and its quarters", full(f"{IHA},2024-25,,,,40,80,,", *QUARTERS), GOOD),
    File("a year and some quarters", full(f"{IHA},2024-25,,,,40,80,,", *QUARTERS[:2]), GOOD),
    File("categories that add", full(f"{IHA},2024-25,,,,40,80,,", f"{SPLIT},In county,30,60,,", f"{SPLIT},Out of county,10,20,,"), GOOD),
    File("categories that leave some out", full(f"{IHA},2024-25,,,,40,80,,", f"{SPLIT},In county,20,60,,"), GOOD),
    File("one of one", short("dental_checks,2024-25,1,1"), GOOD),
    File("a row for each child", full(*(f"{IHA},2024-25 Q{q},,,,{q % 2},1,," for q in range(1, 5))), BAD, "a row for each child"),
]  # fmt: skip

# None of these is a real person's.
SECRETS = {
    "an NHS number": [
        "9434765919",
        "943 476 5919",
        "943-476-5919",
        "NHS9434765919",
        "194347659190",
    ],
    "a unique pupil number": ["H801200001001"],
    "a unique learner number": ["1000000043"],
    "a National Insurance number": ["AB123456C", "ab 12 34 56 c"],
    "a postcode": ["NG2 7QP", "ng27qp", "SW1A 1AA"],
    "a telephone number": ["07700 900123", "+44 7700 900123", "0115 496 0999"],
    "an e-mail address": ["jo.bloggs@example.org"],
    "a full date": ["12/03/2012", "2012-03-12", "12 March 2012", "12th Mar 2012", "12.3.12"],
    "a Police National Computer number": ["2012/0123456A", "12/123456Z"],
    "a case-system number": ["Mosaic 1234567", "child id 12345", "P1234567", "1234567"],
}
PERSONAL = [
    *(
        File(f"{kind} as a {column}: {n}", cell(**{column: text}), BAD, kind, text)
        for kind, texts in SECRETS.items()
        for n, text in enumerate(texts)
        for column in ("area", "category")
    ),
    *(
        File(f"{texts[0]} under no heading", short(f"{ROW},{texts[0]}"), BAD, kind, texts[0])
        for kind, texts in SECRETS.items()
    ),
    *(
        File(f"{texts[-1]} under another heading", short(f"{ROW},{texts[-1]}", heading=f"{SHORT},zzz"), BAD, kind, texts[-1])
        for kind, texts in SECRETS.items()
    ),
    *(
        File(f"a column {name}", short(f"{ROW},Blenkinsop", heading=f"{SHORT},{name}"), BAD, "no extract may hold", "Blenkinsop")
        for name in ("Name", "Child name", "Surname", "Forename", "DOB", "Date of Birth", "NHS Number", "NHS no", "UPN", "ULN", "NI Number", "Postcode", "Address", "Phone", "Mobile", "Email", "PNC", "Mosaic ID", "Child ID", "Person ID", "Case notes")
    ),
    File("an nhs number as a heading", short(f"{ROW},1", heading=f"{SHORT},9434765919"), BAD, "an NHS number", "9434765919"),
    File("a date of birth as a number", cell(numerator="12/03/2012"), BAD, "a full date", "12/03/2012"),
    File("an insurance number as a number", cell(value="AB123456C"), BAD, "Insurance", "AB123456C"),
    File("an nhs number as a period", cell(period="943 476 5919"), BAD, "an NHS number", "943 476 5919"),
    File("a date of birth as a period", full(f"{IHA},12/03/2012,,,,41,52,,"), BAD, "cannot be read here", "12/03/2012"),
    *(
        File(f"an nhs number as a {column}: {text}", cell(**{column: text}), BAD, "an NHS number", text)
        for column in ("numerator", "denominator", "value")
        for text in ("9434765919", "943 476 5919", "943-476-5919", "943.476.5919", "9,434,765,919", " 9434765919 ", "9434765919.0")
    ),
    File("an nhs number as both", cell(numerator="9434765919", denominator="9434765919"), BAD, "an NHS number", "9434765919"),
    File("ten digits that are no nhs number", cell(numerator="9434765910"), BAD, "more than the denominator", "9434765910"),
    File("nine digits", cell(numerator="943476591", denominator="943476592"), GOOD),
    File("ten digits of a percent", cell(value="73.62637363"), GOOD),
    File("extract 9434765919.csv", short(ROW), BAD, "the file's name", "9434765919"),
    File("NG2 7QP.csv", short(ROW), BAD, "a postcode", "NG2 7QP"),
    File("jo@example.org.csv", short(ROW), BAD, "an e-mail address", "jo@example"),
    File("quarter 3, 31-12-2024.csv", short(ROW), GOOD),
    File("extract_20250331_101500.csv", short(ROW), GOOD),
    File("dental 2024-25 v2 (final).csv", short(ROW), GOOD),
    File("the last day of a quarter as a period", short("advocacy,30/06/2024,41,52"), GOOD),
]  # fmt: skip

FILES = [*WRITTEN, *KINDS, *HEADINGS, *NUMBERS, *LABELS, *PERIODS, *ROWS, *PERSONAL]
