package main

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/terminal/pty"
	"allianceregistry/network/change"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// A host agrees when a person has typed the end of the hash that another host read.
func TestHashIsCompared(t *testing.T) {
	hash := hex.EncodeToString(change.Change{}.Hash())
	aloud := hostfile.Aloud(hash)
	end := aloud[len(aloud)-len("e3b0 c442 98fc 1c14 9afb f4c8 996f b924"):]
	for name, test := range map[string]struct{ typed, want string }{
		"ok/as it is printed":   {end + "\n", ""},
		"ok/written otherwise":  {"  " + strings.ToUpper(hash[32:]) + " \n", ""},
		"ok/more of it":         {hash[20:] + "\n", ""},
		"ok/the whole":          {aloud + "\n", ""},
		"fail/eight":            {hash[56:] + "\n", "not the last 32 characters, or more"},
		"fail/one too few":      {hash[33:] + "\n", "not the last 32 characters, or more"},
		"fail/the beginning":    {hash[:32] + "\n", "not the last 32 characters, or more"},
		"fail/one is another":   {"?" + hash[33:] + "\n", "not the last 32 characters, or more"},
		"fail/more than all":    {"0" + hash + "\n", "not the last 32 characters, or more"},
		"fail/the channel":      {"registry\n", "Nothing was changed"},
		"fail/nothing":          {"\n", "Nothing was changed"},
		"fail/end of the input": {"\x04", "Nothing was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			var talk bytes.Buffer
			person := pty.Open(t)
			person.Type(test.typed)
			p := programIn(t, "en", cli.Streams{In: person.Terminal, Err: &talk})
			err := p.compare("industry", hash)
			require.Contains(t, talk.String(), "its last 32 characters")
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), hash[56:], "what is right is for another host to say")
		})
	}
}

// Without a person it takes the hash of the change that was read.
func TestScriptsSignWhatWasRead(t *testing.T) {
	c := change.Change{Channel: "registry", Update: "AAAA"}
	hash := hex.EncodeToString(c.Hash())
	p := programIn(t, "en", cli.Streams{In: new(bytes.Buffer)})
	require.NoError(t, p.agreeTo(c, hash, words.Of("change.ask")))
	require.NoError(t, p.agreeTo(c, strings.ToUpper(hostfile.Aloud(hash)), words.Of("change.ask")))
	require.ErrorContains(t, p.agreeTo(c, hash[1:], words.Of("change.ask")), "it is not the change that was read")
	require.Contains(t, p.Words.Tell(p.agreeTo(c, "", words.Of("change.ask")), nil), "with --hash")
}
