"""What the Python peers of `npm run bench:search` share: arguments, the table, and the record of a run.

A peer is called as `SCRIPT TABLE.json --objectives error-flops|error-params-flops --seeds N --evaluations N`. Its last line is a
JSON list of runs `{algorithm, seed, order}`, or `{"absent": reason}` where its library is missing. `order` holds the canonical
genomes in the order of their first evaluation; the caller computes hypervolumes from it. A run that `--seconds` cuts short is
left out of the list.
"""

import argparse
import json
import sys
import time

# A run ends after this many proposals per wanted evaluation: converged populations propose little that is new.
PROPOSALS_PER_EVALUATION = 10

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Table:
    """Objectives of every genome, minimised, min–max normalised over the whole table."""

    def __init__(self, content, names):
        self.cardinalities = content["cardinalities"]
        self.names = names
        self._canonical = content.get("canonical", {})
        rows = {genome: [entry[name] for name in names] for genome, entry in content["entries"].items()}
        lows = [min(column) for column in zip(*rows.values())]
        spans = [(max(column) - low) or 1 for column, low in zip(zip(*rows.values()), lows)]
        self._values = {
            genome: tuple((value - low) / span for value, low, span in zip(row, lows, spans)) for genome, row in rows.items()
        }
        self.size = len({self._canonical.get(genome, genome) for genome in rows})

    def canonical(self, genes):
        genome = "".join(DIGITS[int(gene)] for gene in genes)
        return self._canonical.get(genome, genome)

    def objectives(self, genome):
        """The values of a canonical genome, or None where the table has none (an invalid genome)."""
        return self._values.get(genome)


class Run:
    """Answers one seeded run's proposals and records the distinct valid genomes among them."""

    def __init__(self, table, evaluations, deadline):
        self._table = table
        self._deadline = deadline
        self._limit = min(evaluations, table.size)
        self._proposals = PROPOSALS_PER_EVALUATION * evaluations
        self._seen = {}  # keys only: an insertion-ordered set

    @property
    def finished(self):
        return len(self._seen) >= self._limit or self._proposals <= 0 or self.late

    @property
    def late(self):
        return time.monotonic() > self._deadline

    @property
    def order(self):
        return list(self._seen)

    def evaluate(self, genes):
        """Objectives in 0…1. An invalid genome costs no evaluation and gets 2s, which every valid genome dominates."""
        self._proposals -= 1
        genome = self._table.canonical(genes)
        values = self._table.objectives(genome)
        if values is None:
            return (2.0,) * len(self._table.names)
        if len(self._seen) < self._limit:
            self._seen.setdefault(genome)
        return values


def absent(error):
    """Ends the script in the agreed way where its library cannot be imported."""
    print(json.dumps({"absent": str(error)}))
    sys.exit(0)


def main(description, algorithms):
    """Runs `algorithms` ({name: search(table, run, seed, population)}) over all seeds and prints the runs."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("table", help="JSON: {name, cardinalities, entries: {genome: {error, params, flops}}, canonical?}")
    parser.add_argument("--objectives", choices=["error-flops", "error-params-flops"], default="error-flops")
    parser.add_argument("--seeds", type=int, default=20, help="runs, seeded 0 … N-1")
    parser.add_argument("--evaluations", type=int, default=500, help="distinct canonical genomes per run")
    parser.add_argument("--population", type=int, default=40, help="a multiple of 4; TPE has none")
    parser.add_argument("--algorithm", choices=list(algorithms), help="only this one")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="time for all runs")
    arguments = parser.parse_args()
    deadline = time.monotonic() + arguments.seconds
    with open(arguments.table, encoding="utf-8") as file:
        table = Table(json.load(file), arguments.objectives.split("-"))
    runs = []
    chosen = algorithms if arguments.algorithm is None else {arguments.algorithm: algorithms[arguments.algorithm]}
    for algorithm, search in chosen.items():
        for seed in range(arguments.seeds):
            run = Run(table, arguments.evaluations, deadline)
            search(table, run, seed, arguments.population)
            if run.late:
                break
            runs.append({"algorithm": algorithm, "seed": seed, "order": run.order})
    print(json.dumps(runs))
