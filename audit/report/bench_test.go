package report_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/replay"
	"allianceregistry/audit/report"
	"allianceregistry/internal/text"
	"allianceregistry/membership/form"
)

// large is a report of an alliance of so many members, each of whom changed once.
func large(members int) replay.Report {
	r := sample()
	one, begun := r.End[1], r.Changes[0]
	r.Start, r.End, r.Changes = nil, nil, nil
	for i := range members {
		party := fmt.Sprintf("member-%05d@academia", i)
		m, c := one, begun
		m.Membership.Party, c.Party = party, party
		m.Names = form.Names{"en": "Member " + party, "zh": "会员 " + party}
		c.Place = at(uint64(i), party)
		r.Start, r.End, r.Changes = append(r.Start, m), append(r.End, m), append(r.Changes, c)
	}
	return r
}

// BenchmarkReport writes a report of 10,000 members and 10,000 changes.
func BenchmarkReport(b *testing.B) {
	r, t := large(10_000), in(b, "zh")
	for _, form := range []struct {
		name  string
		write func(io.Writer, replay.Report, *text.Text) error
	}{
		{"html", report.HTML},
		{"csv", report.CSV},
		{"json", func(out io.Writer, r replay.Report, _ *text.Text) error { return report.JSON(out, r) }},
	} {
		b.Run(form.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				size := &counter{}
				require.NoError(b, form.write(size, r, t))
				b.ReportMetric(float64(size.bytes)/1e6, "MB/report")
			}
		})
	}
}

// counter counts what is written.
type counter struct{ bytes int }

func (c *counter) Write(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}
