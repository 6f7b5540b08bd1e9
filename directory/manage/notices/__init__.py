"""What the desk writes to the people of a business."""
