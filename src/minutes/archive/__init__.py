"""Many meetings on disk: an archive that grows, survives any interruption and answers while it grows."""
