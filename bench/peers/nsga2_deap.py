"""NSGA-II of DEAP (https://deap.readthedocs.io): selTournamentDCD, two-point crossover 0.9, per-gene uniform mutation 1/length,
selNSGA2 over parents and offspring. Duplicates are not removed, as in DEAP's own example."""

import random
from copy import deepcopy

from benchmark_table import absent, main

try:
    from deap import base, tools
except ImportError as error:
    absent(error)

CROSSOVER = 0.9


def search(table, run, seed, size):
    class Fitness(base.Fitness):
        weights = (-1.0,) * len(table.names)

    class Individual(list):
        def __init__(self, genes):
            super().__init__(genes)
            self.fitness = Fitness()

    def evaluate(individuals):
        for individual in individuals:
            individual.fitness.values = run.evaluate(individual)

    random.seed(seed)
    tops = [cardinality - 1 for cardinality in table.cardinalities]
    population = [Individual(random.randint(0, top) for top in tops) for _ in range(size)]
    evaluate(population)
    population = tools.selNSGA2(population, size)  # keeps all; assigns the crowding distances
    while not run.finished:
        offspring = [deepcopy(individual) for individual in tools.selTournamentDCD(population, size)]
        for one, other in zip(offspring[::2], offspring[1::2]):
            if random.random() < CROSSOVER:
                tools.cxTwoPoint(one, other)
            for individual in (one, other):
                tools.mutUniformInt(individual, 0, tops, 1 / len(tops))
        evaluate(offspring)
        population = tools.selNSGA2(population + offspring, size)


if __name__ == "__main__":
    main(__doc__, {"deap-nsga2": search})
