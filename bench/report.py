"""The figures as Markdown, each beside its goal."""

from __future__ import annotations

from typing import Any

ROWS_SHOWN = 20
METHOD = """
In-process WSGI calls, medians; what is compared is called alternately in one run. Databases: seed 7, {buyers} purchasers,
categories and purchasers after Zipf, Chinese titles, loaded through COPY with all triggers on; for each notice half an
intention, half a contract and half a payment. `raw` is a hand-written WSGI program on psycopg that answers with the same
bytes (checked) from the same rows, the frame of the page being constant bytes to it; `mini` is the smallest Django view with
the portal's own middlewares on the same rows and a bare table. Pages of P3 are made anew for each call: nothing kept. The
machine is shared: compare ratios, not milliseconds.
"""


def markdown(found: dict[str, Any]) -> str:
    bases = found["bases"]
    small, large = bases[0], bases[-1]
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Goals are those of the quality handbook (P1 … P18).",
        METHOD.format(buyers=400),
    ]
    lines += ["| machine | |", "|---|---|", *(f"| {k} | {v} |" for k, v in found["machine"].items())]
    lines += [f"| notices {b.number:,} | {', '.join(f'{k} {v:,}' for k, v in b.rows.items())} |" for b in bases]
    lines += (
        _p1(found)
        + _p2(found)
        + _p3(found, small.number, large.number)
        + _reads(found, large.number)
        + _p6(found)
        + _p15(found)
        + _p18(found)
        + _ledger(found)
        + _deciding(found)
        + _money(found)
    )
    return "\n".join(lines) + "\n"


def _p1(found: dict[str, Any]) -> list[str]:
    lines = ["", "## P1 anonymous pages: at most 3 × raw, a publication seen within 1 s", ""]
    lines += ["| page | raw ms | ours ms | ours / raw | mini ms | goal |", "|---|---|---|---|---|---|"]
    for name, t in found["p1"].items():
        ratio = t["ours"] / t["raw"]
        lines.append(
            f"| {name} | {t['raw']:.3f} | {t['ours']:.3f} | **{ratio:.2f}** | {t['mini']:.2f} | {_met(ratio <= 3)} |"
        )
    seen = found["visible"]
    return [
        *lines,
        "",
        f"From commit to the first answer that shows a publication: **{seen:.0f} ms** ({_met(seen <= 1000)}).",
    ]


def _p2(found: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "## P2 signed-in pages: at most 1.3 × mini",
        "",
        "| page | mini ms | ours ms | ours / mini | goal |",
        "|---|---|---|---|---|",
    ]
    for name, t in found["p2"].items():
        ratio = t["ours"] / t["mini"]
        lines.append(f"| {name} | {t['mini']:.2f} | {t['ours']:.2f} | **{ratio:.2f}** | {_met(ratio <= 1.3)} |")
    return lines


def _p3(found: dict[str, Any], small: int, large: int) -> list[str]:
    lines = ["", f"## P3 flat: time at {large:,} notices at most 1.5 × the time at {small:,}", ""]
    lines += [f"| page | ms at {small:,} | ms at {large:,} | ratio | goal |", "|---|---|---|---|---|"]
    for name, (before, after) in found["p3"].items():
        lines.append(
            f"| {name} | {before:.2f} | {after:.2f} | **{after / before:.2f}** | {_met(after / before <= 1.5)} |"
        )
    return lines


def _reads(found: dict[str, Any], number: int) -> list[str]:
    most = 50 * ROWS_SHOWN
    lines = [
        "",
        f"Read by the database at {number:,} notices (EXPLAIN ANALYZE of every statement of the page): rows that scans took from"
        f" tables, at most 50 for each of {ROWS_SHOWN} rows shown; entries that an index alone answered, which facets count, each"
        " no further than 500; no OFFSET, nothing counted without a limit.",
        "",
        "| page | rows read | index entries | goal |",
        "|---|---|---|---|",
    ]
    for name, reading in found["reads"].items():
        met = reading.rows <= most and not reading.offset and not reading.uncapped
        lines.append(f"| {name} | {reading.rows:,} | {reading.index_only:,} | {_met(met)} |")
    return lines


def _p6(found: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "## P6 SQL statements a page: the same at both sizes, at most 12",
        "",
        "| page | small | large | goal |",
        "|---|---|---|---|",
    ]
    for name, (before, after) in found["p6"].items():
        lines.append(f"| {name} | {before} | {after} | {_met(before == after <= 12)} |")
    return lines


def _p15(found: dict[str, Any]) -> list[str]:
    t = found["p15"]
    ratio = t["ours"] / t["bare"]
    return [
        "", "## P15 a one-page PDF: at most 2 × bare WeasyPrint", "", "| bare ms | ours ms, limited process | ratio | goal |", "|---|---|---|---|",
        f"| {t['bare']:.0f} | {t['ours']:.0f} | **{ratio:.2f}** | {_met(ratio <= 2)} |",
    ]  # fmt: skip


def _p18(found: dict[str, Any]) -> list[str]:
    lines = ["", "## P18 weight: first visit at most 130 KB, 45 KB of script, 12 requests; again at most 25 KB", ""]
    lines += ["| page | first KB | script KB | requests | again KB | goal |", "|---|---|---|---|---|---|"]
    for page in found["p18"]:
        cold, warm = page["cold"], page["warm"]
        met = (
            cold["bytes"] <= 130_000 and cold["script"] <= 45_000 and cold["requests"] <= 12 and warm["bytes"] <= 25_000
        )
        sizes = (cold["bytes"] / 1000, cold["script"] / 1000, cold["requests"], warm["bytes"] / 1000)
        lines.append("| `{}` | {:.1f} | {:.1f} | {} | {:.1f} | {} |".format(page["path"], *sizes, _met(met)))
    return lines


def with_section(before: str, name: str, found: dict[str, Any]) -> str:
    """The report `before` with the section of that name in place of the one it has, or at its end."""
    section = "\n".join({"ledger": _ledger, "deciding": _deciding, "money": _money}[name](found)).strip()
    head = section.partition(":")[0]
    parts = [part.strip() for part in before.split("\n## ")]
    kept = [parts[0], *(f"## {part}" for part in parts[1:])]
    at = next((place for place, part in enumerate(kept) if part.startswith(head)), len(kept))
    return "\n\n".join([*kept[:at], section, *kept[at + 1 :]]) + "\n"


def _ledger(found: dict[str, Any]) -> list[str]:
    t = found["ledger"]
    ratio = t["ours"] / t["bare"]
    return [
        "", f"## Ledger: {t['processes']} processes draw on one budget line: at least half of the same locked UPDATE in bare psycopg", "",
        "One draw is one committed transaction. Ours reads the clock, locks the line, checks what is free and adds a ledger entry whose",
        "trigger posts it; bare is SELECT … FOR UPDATE, the same check, UPDATE and COMMIT on a table without a ledger. Afterwards",
        f"the line held exactly what was drawn ({t['drawn']:,} fen, one entry each), and reconciliation found no drift. Load before: {found['machine']['load before']}.", "",
        "| bare draws/s | ours draws/s | ours / bare | goal |", "|---|---|---|---|",
        f"| {t['bare']:.0f} | {t['ours']:.0f} | **{ratio:.2f}** | {_met(ratio >= 0.5)} |",
    ]  # fmt: skip


def _deciding(found: dict[str, Any]) -> list[str]:
    t = found["deciding"]
    lines = [
        "", f"## Deciding {t['lines']} lines at once: no more statements than for {t['few']}, and under 3 s", "",
        "One press of one person for a whole plan: filing it, taking it, recommending it and deciding it with its money frozen, its",
        "numbers given, every line's record, event and inbox. Measured once through the engine, the statements counted on the",
        "connection, the contents of the letter included; afterwards the ledger and the chains were checked",
        f"and sound. Load before: {found['machine']['load before']}.", "",
        f"| step | statements at {t['few']} | statements at {t['lines']} | seconds at {t['lines']} | goal |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for step, (few, many, seconds) in t["steps"].items():
        lines.append(f"| {step} | {few} | {many} | **{seconds:.2f}** | {_met(few == many and seconds < 3)} |")
    return lines


def _money(found: dict[str, Any]) -> list[str]:
    t = found["money"]
    small, large = (f"{lines:,}" for lines in t["sizes"])
    lines = [
        "", f"## Plans and money: pages at {large} plan lines at most 1.5 × the time at {small}, the same statements, at most 12", "",
        "Two databases of their own, loaded in {:.0f} and {:.0f} s with all triggers on: 25 lines a plan, a budget line for each; the".format(*t["load"]),
        f"larger has 400 purchasers and ten years, the smaller 20 and two. Load before: {found['machine']['load before']}. The board may take twice its time (P5).", "",
        f"| page | ms at {small} | ms at {large} | ratio | statements | goal |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, page in t["pages"].items():
        (before, after), (few, many) = page["ms"], page["statements"]
        most = 2 if name.startswith("board") else 1.5
        met = _met(after / before <= most and few == many <= 12)
        lines.append(
            f"| {name} | {before:.1f} | {after:.1f} | **{after / before:.2f}** | {few:.0f}, {many:.0f} | {met} |"
        )
    return lines + _money_files(t, small, large)


def _money_files(t: dict[str, Any], small: str, large: str) -> list[str]:
    lines = [
        "", "A sum recorded a moment before, and by nobody folded, was in the board's figures, which equalled the sum over all lines at"
        " both sizes. The nightly comparison took {:.1f} and {:.1f} s and found nothing.".format(*t["night"]), "",
        f"| download | first byte at {small} | first byte at {large} | whole at {large} | peak memory grown by | goal: 0.2 s |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, d in t["downloads"].items():
        lines.append(
            f"| {name} | {d['first'][0]:.2f} s | **{d['first'][1]:.2f} s** | {d['whole'][1]:.1f} s, {d['bytes'][1] / 1e6:.1f} MB |"
            f" {d['grown'][0]:.0f} MB | {_met(d['first'][1] <= 0.2)} |"
        )
    lines += [
        "",
        "| budget table read and judged | openpyxl alone, rows/s | ours, rows/s | ratio | rows refused | memory grown by | goal: 0.3, 200 MB |",
    ]
    lines += ["|---|---|---|---|---|---|---|"]
    for name, d in t["import"].items():
        ratio = d["ours"] / d["bare"]
        lines.append(
            f"| {name} | {d['bare']:.0f} | {d['ours']:.0f} | **{ratio:.2f}** | {d['bad']:,} | {d['grown']:.0f} MB |"
            f" {_met(ratio >= 0.3 and d['grown'] <= 200)} |"
        )
    return lines


def _met(good: bool) -> str:
    return "met" if good else "**missed**"
