"""The benchmark: the reference workload on the engine, beside the limit of the machine and beside other packages."""
