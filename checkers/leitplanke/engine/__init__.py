"""Select, judge, decide: from subjects and rule sets to a report. It knows no source and no format."""
