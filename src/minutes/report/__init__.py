"""Results for people: one HTML file, an Excel workbook."""
