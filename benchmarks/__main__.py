"""All benchmarks, one after the other: ``make bench``."""

from benchmarks import epoch_time, first_result, regularisers, where_time_goes, whole_study

if __name__ == "__main__":
    epoch_time.main()
    where_time_goes.main()
    first_result.main()
    whole_study.main()
    regularisers.main()
