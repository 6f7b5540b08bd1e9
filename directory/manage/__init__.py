"""What a contractor does with a listing: edit it, answer its leads, invite colleagues."""
