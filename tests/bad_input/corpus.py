"""The strings that people, scripts and broken programs send, by the kinds of docs/BAD_INPUT.md."""

from __future__ import annotations

HAN = "䶮𬭸𠀀〇"

# Text of any field. Whatever happens to it, it is never an error of the server, and it is shown as text.
TEXTS = {
    "I05 invisible": "\u200b\ufeff\u202e\u2060",
    "I06 turned round": "公司\u202egnp.exe",
    "I07 decomposed and wide": "e\u0301 ＡＢＣ 〇 葛\U000e0100",
    "I08 rare and emoji": f"{HAN} 🏺👩‍👩‍👧",
    "I09 long": "长" * 60_000,
    "I09 lines": "行\n" * 20_000,
    "I09 marks": "a" + "\u0301" * 10_000,
    "I10 controls": "题\x01\x08\x0b\x1f\x7f目",
    "I11 line breaks": "主题\r\nBcc: x@example.org\r\n\r\n正文",
    "I12 markup": '"><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:1">',
    "I12 templates": "{{ settings.SECRET_KEY }}{% debug %}{0.__class__}%(x)s%s",
    "I13 sql": "'; DROP TABLE x; -- % _ \\ \\'",
    "I28 plus and zero": "+86 010-0001",
    "I64 formula": '=HYPERLINK("http://x","y")',
}
UNSTORABLE = {"I01 nul": "a\x00b"}

# What no amount, quantity or number of points is.
NUMBERS = {
    "I15 nan": "NaN",
    "I15 snan": "sNaN",
    "I15 infinity": "-Infinity",
    "I15 huge": "1e400",
    "I15 digits": "9" * 400,
    "I16 exponent": "1e5",
    "I16 underscore": "1_000",
    "I16 arabic": "٣٤",
    "I16 minus zero": "-0.01",
    "I17 wide comma": "1，000，00",
    "I17 currency": "¥100",
    "I17 unit": "100元",
    "I17 ten thousand": "10万",
    "I18 decimals": "1.23456789012",
    "I18 too large": "1" + "0" * 17,
    "I19 machine": "9223372036854775808",
    "I19 digits": "7" * 5_000,
    "hexadecimal": "0x1A",
    "text": "一百",
}
# What no day and no instant is.
DAYS = {
    "I20 year one": "0001-01-01",
    "I20 last year": "9999-12-31",
    "I20 five digits": "10000-01-01",
    "I20 no such day": "2026-02-30",
    "I20 hour 24": "2026-01-01T24:01",
    "I20 second 60": "2026-01-01T10:10:60",
    "I22 lost hour": "1986-05-04T02:30",
    "I19 digits": "2" * 5_000,
    "I15 nan": "NaN",
    "words": "明天",
}
# What no choice, key or version is.
KEYS = {
    "I19 int": "2147483648",
    "I19 bigint": "9223372036854775808",
    "I19 digits": "9" * 5_000,
    "I32 foreign": "999999999",
    "I14 name": "__class__",
    "I16 sign": "-1",
    "I15 nan": "NaN",
    "empty": "",
}
# Query strings that no page of ours gave out.
QUERIES = (
    "o=__class__&order=password&sort=-a__b__c",
    "page=-1&page=99999999999999999999",
    "page=" + "9" * 1_900,
    "q=%25_%5C%27%22&q=%F0%9F%8F%BA%E2%80%AE%CC%81",
    "q=%C3%28%FF%FE&sort=%01;",
    "after=forged&before=forged",
    "after=WyJ4Il0:1abc:xyz",
    "limit=1000000000&limit=-1&format=jsonp&callback=alert",
    "format=exe",
    "kind=__class__&purchaser=2147483648&fiscal_year=NaN&since=0001-01-01&until=9999-12-31",
    "purchaser=" + "9" * 1_900,
    "since=2026-02-30&until=10000-01-01&since=%EF%BC%92%EF%BC%90",
    "code=%3Cscript%3E&item=1e400&mine=2&side=__class__&code=" + "%E9%95%BF" * 300,
    "_method=DELETE&%5B%5D=1&a%5B%5D=%7B%7B7*7%7D%7D",
)
# Parts of an address, where a number, a key, a code or a number of a process stands.
PARTS = (
    "0", "-1", "2147483648", "9223372036854775808", "9" * 1_500, "%20", "..%2F..%2Fetc%2Fpasswd", "%E9%95%BF", "%C0%AF",
    "%27--", "ocds-jdzgf1-9999-000000", "%3Cscript%3E", "%E2%80%AE", "A" * 600, "%F0%9F%8F%BA",
)  # fmt: skip
