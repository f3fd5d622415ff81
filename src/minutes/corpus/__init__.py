"""Many meetings: in memory, on disk, in batches."""
