#!/usr/bin/env python3
"""Cases for PublishedScorerTests: texts made from a seed, scored by the published scorer's rules as Python itself reads them.

    python3 benchmarks/peers/published_scorer.py > tests/MedReason.Evaluation.Tests/Answers/published_scorer_made.jsonl

The rules are those of match_choice in the evaluation scripts of MedReason (arXiv 2504.00993) and HuatuoGPT-o1 (arXiv 2412.18925), written anew
from their description; regular expressions, str.lower and difflib are Python's own. Standard library only.
"""
import difflib
import json
import random
import re
import sys

LED_IN = r"([\u4e00-\u9fff]|is |是|项|\*|\W|\ |\(|为|^|'|\"|#)(?![aA] )([%s])(\W|[\u4e00-\u9fff]|$)"


def score(text, options):
    for heading in ("## Final Response\n\n", "## Final Answer\n\n"):
        if heading in text:
            text = text.split(heading)[-1]
            break
    for pattern in (r"(answer is\s*?)([A-N])", LED_IN % "ABCDEFGHIJKLMN"[:len(options)]):
        found = [match.group(2) for match in re.finditer(pattern, text, re.S)]
        if found:
            return found[0], found[-1], 1
    text = text.lower()
    inside = [(label, words.lower()) for label, words in options.items() if words.lower() in text]
    if inside:
        last = sorted(((label, text.rindex(words)) for label, words in inside), key=lambda pair: pair[1], reverse=True)[0][0]
        first = sorted(((label, text.index(words)) for label, words in inside), key=lambda pair: pair[1], reverse=True)[0][0]
        return first, last, 2
    best, highest = None, 0
    for label, words in options.items():
        ratio = difflib.SequenceMatcher(None, words.lower(), text).ratio()
        if ratio >= highest:
            best, highest = label, ratio
    return best, best, 3


WORDS = ["renal artery stenosis", "Warfarin", "metformin", "ΟΔΟΣ", "İstanbul", "the liver", "β-blocker", "50 mg", "AB", "é", "CD4 count",
         "Vitamin B", "hepatitis C virus", "None of the above", "both", "x", "肝炎", "", "𝐀 rule", "Ångström", "ΣΑΣ.", "μg", "no", "yes"]
PIECES = ["answer is ", "Answer is ", "The answer is\n", "answer is not ", "answer is\x1c", "answer is\u3000", "is ", "选择", "项", "为", "(", ")", "*", "**", "#",
          "'", "\"", "_", " ", "  ", "\n", "\n\n", ".", ",", ":", "A", "B", "C", "D", "E", "G", "N", "O", "Z", "a", "b", "A ", "²", "½", "Ⅳ", "é", "e\u0301", "\u0301",
          "😀", "𝐀", "\u200b", "٣", "‿", "## Final Response\n\n", "## Final Answer\n\n", "## Final Answer\n", "Final", "vitamin", "hepatitis", "think", "both", "neither",
          "ΣΑΣ", "Σ", "Σ.", "İ", "K", "Option ", "I", "of the", "patient", "renal", "artery"]


def main():
    draw = random.Random(20261122)
    for number in range(1200):
        options = {label: draw.choice(WORDS) if draw.random() < 0.7 else " ".join(draw.choices(WORDS, k=2))
                   for label in "ABCDEFGHIJKLMNOPQR"[:draw.choice([1, 2, 3, 4, 4, 4, 5, 10, 14, 16])]}
        kind = number % 4
        if kind == 0:
            text = "".join(draw.choices(PIECES, k=draw.randint(0, 12)))
        elif kind == 1:
            text = " ".join(draw.choices(PIECES + WORDS, k=draw.randint(1, 25)))
        elif kind == 2:
            text = " ".join(draw.choices(["renal", "artery", "hepatic", "liver", "warfarin dose", "yesterday", "virus", "ΟΔΟΣ,", "metforming", "é", "肝"], k=draw.randint(0, 50)))
        else:
            text = " ".join(word for word in draw.choices(WORDS + ["then", "of", "because", "answer is", "istanbul"], k=draw.randint(0, 12)) if not re.search(r"\b[A-N]\b", word))
        first, last, kind = score(text, options)
        json.dump({"output": text, "options": options, "first": first, "last": last, "type": kind}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
