"""Where work runs: on this machine's cores or on a Dask cluster, with the same results."""
