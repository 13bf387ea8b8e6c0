"""How the console proves who it is: an authority of its own, short-lived certificates, public ones by ACME."""
