package replay_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
)

// stepsAt are steps at so many seconds after a beginning, one a block.
func stepsAt(seconds ...int64) []replay.Step {
	begin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var steps []replay.Step
	for i, s := range seconds {
		steps = append(steps, replay.Step{
			Place: chain.Place{Block: uint64(i), Tx: strconv.Itoa(i)}, Code: "VALID", Name: "Endorse",
			Time: begin.Add(time.Duration(s) * time.Second),
		})
	}
	return steps
}

// Who is out of time is named, and nobody else is, however far off a time is.
func TestOutOfTime(t *testing.T) {
	t.Parallel()
	const far = 9_000_000_000 // 285 years
	for name, row := range map[string]struct {
		at    []int64
		named map[int]string
	}{
		"ok/in order":                      {[]int64{0, 10, 20, 20, 30}, nil},
		"ok/within what is allowed":        {[]int64{0, 100, 20, 130, 90}, nil},
		"fail/far ahead":                   {[]int64{0, 10, far, 20, 30, 40}, map[int]string{2: replay.ClockOff}},
		"fail/far ahead, first":            {[]int64{far, 10, 20, 30, 40}, map[int]string{0: replay.ClockOff}},
		"fail/far ahead, one follows":      {[]int64{0, 10, far, 20}, map[int]string{2: replay.ClockOff}},
		"ok/far ahead, nothing follows":    {[]int64{0, 10, 20, far}, nil},
		"fail/two beside one another":      {[]int64{0, 10, far, far, 20, 30, 40, 50}, map[int]string{2: replay.ClockOff, 3: replay.ClockOff}},
		"fail/two, one farther":            {[]int64{0, far, 10, 20, far + 900, 30, 40, 50}, map[int]string{1: replay.ClockOff, 4: replay.ClockOff}},
		"fail/held back":                   {[]int64{0, 400, 500, 600, 100, 700}, map[int]string{4: replay.HeldBack}},
		"fail/held back, and far ahead":    {[]int64{0, 400, far, 500, 600, 100, 700, 800}, map[int]string{2: replay.ClockOff, 5: replay.HeldBack}},
		"fail/far behind":                  {[]int64{0, 10, -far, 20, 30, 40}, map[int]string{2: replay.HeldBack}},
		"fail/held back, nothing follows":  {[]int64{0, 100, 900, 200}, map[int]string{3: replay.HeldBack}},
		"fail/ahead by minutes, and after": {[]int64{0, 10, 700, 20, 30, 40}, map[int]string{2: replay.ClockOff}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			named := map[int]string{}
			for _, f := range replay.OutOfTime(stepsAt(row.at...), replay.DefaultThresholds()) {
				named[int(f.Block)] = f.Code
			}
			if row.named == nil {
				row.named = map[int]string{}
			}
			require.Equal(t, row.named, named)
		})
	}
}

// Honest transactions among dishonest ones, whatever these say, are never named where
// more of them stand on both sides.
func TestOutOfTimeBlamesNoHonest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		left := rapid.IntRange(0, 8).Draw(t, "odd")
		honest := 2*(left+1) + rapid.IntRange(0, 20).Draw(t, "honest")
		var at []int64
		odd, all := map[uint64]bool{}, left
		for i := range honest {
			at = append(at, int64(i)*60)
			for left > 0 && i >= all && honest-1-i > all && rapid.Bool().Draw(t, "here") {
				odd[uint64(len(at))] = true
				at = append(at, rapid.Int64Range(-9e9, 9e9).Draw(t, "at"))
				left--
			}
		}
		for _, f := range replay.OutOfTime(stepsAt(at...), replay.DefaultThresholds()) {
			if !odd[f.Block] {
				t.Fatalf("%v: block %d is blamed: %v", at, f.Block, f)
			}
		}
	})
}
