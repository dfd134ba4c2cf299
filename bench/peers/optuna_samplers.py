"""Samplers of Optuna (https://optuna.org) through its ask-and-tell interface: NSGAIISampler (uniform crossover 0.9,
mutation 1/length) and TPESampler(multivariate=True). Genes are categorical parameters."""

import warnings

from benchmark_table import absent, main

try:
    import optuna
    from optuna.distributions import CategoricalDistribution
    from optuna.samplers import NSGAIISampler, TPESampler
except ImportError as error:
    absent(error)


def searched_by(make_sampler):
    def search(table, run, seed, population):
        study = optuna.create_study(directions=["minimize"] * len(table.names), sampler=make_sampler(seed, population))
        genes = {f"gene{i}": CategoricalDistribution(range(n)) for i, n in enumerate(table.cardinalities)}
        while not run.finished:
            trial = study.ask(genes)
            study.tell(trial, run.evaluate(trial.params[gene] for gene in genes))

    return search


if __name__ == "__main__":
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    main(
        __doc__,
        {
            "optuna-nsga2": searched_by(lambda seed, population: NSGAIISampler(population_size=population, seed=seed)),
            "optuna-tpe": searched_by(lambda seed, _: TPESampler(multivariate=True, seed=seed)),
        },
    )
