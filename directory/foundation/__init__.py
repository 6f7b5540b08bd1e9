"""What every slice stands on: database, unit of work, language, security, ports to the outside."""
