"""NSGA-II of pymoo (https://pymoo.org) through its ask-and-tell interface: binary tournament, two-point crossover 0.9, per-gene
uniform mutation 1/length. Its elimination of equal genomes stays on, as it is by default."""

from benchmark_table import absent, main

try:
    import numpy as np
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.config import Config
    from pymoo.core.mutation import Mutation
    from pymoo.core.problem import Problem
    from pymoo.core.termination import NoTermination
    from pymoo.operators.crossover.pntx import TwoPointCrossover
    from pymoo.operators.sampling.rnd import IntegerRandomSampling
    from pymoo.problems.static import StaticProblem
except ImportError as error:
    absent(error)

CROSSOVER = 0.9

Config.warnings["not_compiled"] = False


class UniformMutation(Mutation):
    """Redraws each gene with probability 1/length; pymoo has no such operator for integers."""

    def _do(self, problem, X, *args, random_state=None, **kwargs):
        generator = np.random if random_state is None else random_state  # older pymoo seeds NumPy's global generator
        redraw = generator.random(X.shape) < 1 / problem.n_var
        fresh = np.floor(generator.random(X.shape) * (problem.xu - problem.xl + 1)) + problem.xl
        return np.where(redraw, fresh, X).astype(int)


def search(table, run, seed, size):
    tops = np.array(table.cardinalities) - 1
    problem = Problem(n_var=len(tops), n_obj=len(table.names), xl=np.zeros_like(tops), xu=tops, vtype=int)
    algorithm = NSGA2(
        pop_size=size,
        sampling=IntegerRandomSampling(),
        crossover=TwoPointCrossover(prob=CROSSOVER),
        mutation=UniformMutation(),
    )
    algorithm.setup(problem, termination=NoTermination(), seed=seed, verbose=False)
    while not run.finished:
        offspring = algorithm.ask()
        if offspring is None or len(offspring) == 0:
            break  # mating finds nothing that is not in the population already
        values = np.array([run.evaluate(genes) for genes in offspring.get("X")])
        algorithm.evaluator.eval(StaticProblem(problem, F=values), offspring)
        algorithm.tell(infills=offspring)


if __name__ == "__main__":
    main(__doc__, {"pymoo-nsga2": search})
