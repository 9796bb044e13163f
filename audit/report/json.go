package report

import (
	"io"

	"allianceregistry/audit/replay"
	"allianceregistry/internal/terminal"
	"allianceregistry/internal/view"
)

// JSON writes all of a report, with indents and no character changed for the sake
// of HTML; but what is not seen has its escape, as it has on a screen. The order of
// names is fixed: the same report is the same bytes.
func JSON(out io.Writer, r replay.Report) error { return view.JSON(terminal.NewPlain(out), r) }
