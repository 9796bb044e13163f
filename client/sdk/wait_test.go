package sdk

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBrings(t *testing.T) {
	for name, c := range map[string]struct {
		before, now uint64
		want        bool
	}{
		"ok/it goes on":               {7, 8, true},
		"fail/it says nothing":        {7, 7, false},
		"fail/it has said nothing":    {noBlock, noBlock, false},
		"fail/it has just begun":      {noBlock, 8, false},
		"fail/another took its place": {7, noBlock, false},
		"fail/it is behind the first": {7, 5, false},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, brings(c.before, c.now)) })
	}
}
