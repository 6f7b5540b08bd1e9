"""Pure decisions of the desk: what may be edited and how two versions differ; which leads wait and for how long."""
