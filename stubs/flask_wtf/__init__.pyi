# What is used of Flask-WTF, which brings no types. Its forms are WTForms', which brings none either.
from typing import Any

from flask_wtf.csrf import CSRFProtect as CSRFProtect

FlaskForm: Any
