"""Media engines behind one seam."""
