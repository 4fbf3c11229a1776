"""All benchmarks, one after the other: ``make bench``."""

from benchmarks import (
    augmentation,
    epoch_time,
    first_result,
    members,
    regularisers,
    stopping,
    transfer,
    where_time_goes,
    whole_study,
)

if __name__ == "__main__":
    epoch_time.main()
    where_time_goes.main()
    augmentation.main()
    members.main()
    first_result.main()
    whole_study.main()
    regularisers.main()
    stopping.main()
    transfer.main()
