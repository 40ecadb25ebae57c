"""Arguments, exit codes and the composition of everything else."""
