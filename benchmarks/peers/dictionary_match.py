#!/usr/bin/env python3
"""A plain dictionary matcher in Python, to set beside `medreason-bench lexicon`.

usage: dictionary_match.py FOLDER        FOLDER as `medreason-bench lexicon --export FOLDER` writes it: names.txt, text.txt

Lower-cased words, longest match from left to right, no other normalisation. Standard library only. Prints one JSON line.
"""
import json, re, sys, time

folder = sys.argv[1]
word = re.compile(r"\w+")
start = time.process_time()
names = set()
longest = 1
with open(folder + "/names.txt", encoding="utf-8") as lines:
    for line in lines:
        key = tuple(word.findall(line.lower()))
        if 0 < len(key) <= 16:
            names.add(key)
            longest = max(longest, len(key))
prefixes = {key[:n] for key in names for n in range(1, len(key))}
build = time.process_time() - start
text = open(folder + "/text.txt", encoding="utf-8").read()
start = time.process_time()
found = 0
tokens = word.findall(text.lower())
i = 0
while i < len(tokens):
    best = 0
    n = 1
    while n <= longest and i + n <= len(tokens):
        key = tuple(tokens[i:i + n])
        if key in names:
            best = n
        if key not in prefixes:
            break
        n += 1
    if best:
        found += 1
    i += best or 1
read = time.process_time() - start
size = len(text.encode("utf-8")) / 1e6
print(json.dumps({"names": len(names), "build_cpu_seconds": round(build, 2), "text_megabytes": round(size, 1), "mentions": found,
                  "read_cpu_seconds": round(read, 2), "megabytes_per_second": round(size / read, 1)}))
