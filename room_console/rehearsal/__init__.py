"""The rehearsal: a whole meeting on one machine, played by simulated delegates, and measured."""
