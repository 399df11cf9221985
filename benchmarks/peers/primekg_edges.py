"""What the peers read: the edges of a file in PrimeKG's columns, without absent and contraindicated relations, under the ids that the graph gives."""
import csv

SKIPPED = {"anatomy_protein_absent", "disease_phenotype_negative", "contraindication"}
PADDED = {"MONDO", "GO", "UBERON"}


def curie(source, identifier):
    if source == "HPO":
        return "HP:" + identifier.zfill(7)
    return f"{source}:{identifier.zfill(7) if source in PADDED else identifier}"


def edges(path):
    """Each edge once, as a pair of node numbers; and the ids by number. A node keeps its number where only skipped edges touch it."""
    numbers, seen = {}, set()
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        head = next(rows)
        relation, xi, xs, yi, ys = (head.index(name) for name in ("relation", "x_id", "x_source", "y_id", "y_source"))
        cache = {}
        for row in rows:
            ends = []
            for source, identifier in ((row[xs], row[xi]), (row[ys], row[yi])):
                key = (source, identifier)
                number = cache.get(key)
                if number is None:
                    number = cache[key] = numbers.setdefault(curie(*key), len(numbers))
                ends.append(number)
            if row[relation] not in SKIPPED and ends[0] != ends[1]:
                seen.add((min(ends) << 32) | max(ends))
    return numbers, seen
