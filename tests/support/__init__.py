"""What tests stand on: databases, fake gateways."""
