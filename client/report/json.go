package report

import (
	"io"

	"allianceregistry/client/audit"
	"allianceregistry/client/view"
)

// JSON writes all of a report, with indents and no character changed for the sake
// of HTML. The order of names is fixed: the same report is the same bytes.
func JSON(out io.Writer, r audit.Report) error { return view.JSON(out, r) }
