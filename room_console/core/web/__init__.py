"""What every page and HTTP endpoint of the console shares, and the pages that are open to the public."""
