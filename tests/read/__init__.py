"""Tests of reading; a package, so that test_html here is not test_html of the reports."""
