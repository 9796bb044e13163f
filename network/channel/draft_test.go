package channel_test

import (
	"encoding/hex"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/hostfile/hostfiletest"
)

func TestDraft(t *testing.T) {
	t.Parallel()
	drafted := draft(t, channel.Raft, files(t)...)
	var names []string
	for _, host := range drafted.Hosts {
		names = append(names, host.Host)
	}
	require.Equal(t, []string{"academia", "association", "industry", "null"}, names)
	content, err := drafted.Marshal()
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(content), "# This is the draft of the channel registry"))
	again, err := channel.ParseDraft(content)
	require.NoError(t, err)
	require.Equal(t, drafted, again)
	require.Equal(t, terms(channel.Raft), again.Terms())
	require.NoError(t, again.Check(hostfiletest.Now))
	require.ErrorContains(t, again.Check(hostfiletest.Now.AddDate(2, 0, 0)), "the file of industry was good until 2027-11-30")
}

func TestDraftRefusals(t *testing.T) {
	t.Parallel()
	industry, academia := hostfiletest.New(t, "industry", 1), hostfiletest.New(t, "academia", 1)
	changed := func(name string, orderers int, change func(*hostfiletest.Host)) hostfile.File {
		host := hostfiletest.New(t, name, orderers)
		change(host)
		host.Sign(t)
		return host.File
	}
	sameTerms := func(*channel.Terms) {}
	for name, test := range map[string]struct {
		terms   func(*channel.Terms)
		files   []hostfile.File
		wantErr string
	}{
		"ok/one host":        {sameTerms, []hostfile.File{industry.File}, ""},
		"ok/one orderer":     {sameTerms, []hostfile.File{industry.File, hostfiletest.New(t, "b", 0).File}, ""},
		"fail/no host":       {sameTerms, nil, "1 to 20 hosts, not 0"},
		"fail/no orderer":    {sameTerms, []hostfile.File{hostfiletest.New(t, "b", 0).File}, "1 to 20 orderers, not 0"},
		"fail/bft of two":    {func(t *channel.Terms) { t.Consensus = channel.BFT }, []hostfile.File{industry.File, academia.File}, "at least 4 orderers"},
		"fail/consensus":     {func(t *channel.Terms) { t.Consensus = "dice" }, []hostfile.File{industry.File}, "must be raft or bft"},
		"fail/channel":       {func(t *channel.Terms) { t.Channel = "Registry" }, []hostfile.File{industry.File}, `channel "Registry"`},
		"fail/chaincode":     {func(t *channel.Terms) { t.Chaincode = "a b" }, []hostfile.File{industry.File}, `chaincode "a b"`},
		"fail/batch timeout": {func(t *channel.Terms) { t.BatchTimeout = 0 }, []hostfile.File{industry.File}, "batchTimeout"},
		"fail/time window":   {func(t *channel.Terms) { t.TimeWindow = time.Second }, []hostfile.File{industry.File}, "at least 10s"},
		"fail/query limit":   {func(t *channel.Terms) { t.TotalQueryLimit = 0 }, []hostfile.File{industry.File}, "totalQueryLimit"},
		"fail/host twice":    {sameTerms, []hostfile.File{industry.File, industry.File}, "industry is there twice"},
		"fail/two of a name": {sameTerms, []hostfile.File{industry.File, hostfiletest.New(t, "industry", 1).File}, "industry is there twice"},
		"fail/orderers' name": {
			sameTerms,
			[]hostfile.File{industry.File, hostfiletest.New(t, "industry-orderer", 0).File},
			"industry and industry-orderer would both be industry-orderer",
		},
		"fail/unsigned":      {sameTerms, []hostfile.File{unsigned(industry.File)}, "host industry: host file: it is not signed"},
		"fail/address twice": {sameTerms, []hostfile.File{industry.File, changed("b", 0, func(h *hostfiletest.Host) { h.File.CA = industry.File.Peers[0].Address })}, "b and industry have the same address peer.industry.example:7051"},
		"fail/IPv6 anchor":   {sameTerms, []hostfile.File{industry.File, changed("b", 0, func(h *hostfiletest.Host) { h.File.Peers[0].Address = "[::1]:7051" })}, "at [::1]:7051"},
		"fail/IPv6 orderer": {sameTerms, []hostfile.File{changed("b", 0, func(h *hostfiletest.Host) {
			h.File.Orderers = []hostfile.Orderer{h.Orderer(t, "orderer", "[::1]:7050")}
		})}, "at [::1]:7050"},
		"ok/IPv6 elsewhere": {sameTerms, []hostfile.File{industry.File, changed("b", 0, func(h *hostfiletest.Host) { h.File.CA = "[::1]:7054" })}, ""},
		"fail/one CA": {sameTerms, []hostfile.File{industry.File, changed("b", 0, func(h *hostfiletest.Host) {
			own := h.Members.TLSCA
			h.Members = industry.Members
			h.Members.TLSCA = own
			h.File.Members.CA = industry.File.Members.CA
			h.File.Members.Clients = hostfiletest.PEM(hostfiletest.Clients(t, h.Members, nil))
			h.Administrator, h.AdministratorKey = industry.Administrator, industry.AdministratorKey
		})}, "b and industry have the same key"},
		"fail/one TLS CA": {sameTerms, []hostfile.File{industry.File, changed("b", 0, func(h *hostfiletest.Host) {
			h.Members.TLSCA = industry.Members.TLSCA
			h.File.Members.TLSCA = industry.File.Members.TLSCA
			h.File.Members.Clients = hostfiletest.PEM(hostfiletest.Clients(t, h.Members, nil))
		})}, "b and industry have the same key"},
		"fail/one ordering CA": {sameTerms, []hostfile.File{industry.File, changed("b", 0, func(h *hostfiletest.Host) { h.File.Ordering = industry.File.Ordering })}, "b and industry have the same key"},
		"fail/a node's name":   {sameTerms, []hostfile.File{industry.File, changed("b", 0, func(h *hostfiletest.Host) { h.File.Peers[0].Name = industry.File.Peers[0].Name })}, "both call a node"},
		"ok/one root above":    {sameTerms, under(t, "a", "b"), ""},
		"fail/another's CA above": {sameTerms, []hostfile.File{industry.File, func() hostfile.File {
			host := hostfiletest.NewBelow(t, "b", 0, industry.Members.CA)
			return host.File
		}()}, "industry certified the authorities of b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := terms(channel.Raft)
			test.terms(&changed)
			_, err := channel.NewDraft(changed, test.files...)
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
			require.ErrorContains(t, err, "channel draft: ")
		})
	}
}

func unsigned(file hostfile.File) hostfile.File {
	file.Signature = hostfile.Signature{}
	return file
}

// under makes hosts whose authorities one root certified.
func under(t *testing.T, names ...string) []hostfile.File {
	above := hostfiletest.NewAuthority(t, "state", nil)
	var files []hostfile.File
	for _, name := range names {
		files = append(files, hostfiletest.NewBelow(t, name, 1, above).File)
	}
	return files
}

func TestDraftForm(t *testing.T) {
	t.Parallel()
	content, err := draft(t, channel.Raft, hostfiletest.New(t, "industry", 1).File).Marshal()
	require.NoError(t, err)
	for name, test := range map[string]struct{ changed, wantErr string }{
		"fail/nothing":       {"", "nothing"},
		"fail/unknown field": {string(content) + "note: hello\n", "note"},
		"fail/format":        {strings.Replace(string(content), "format: 1", "format: 2", 1), "format 2"},
		"fail/duration":      {strings.Replace(string(content), "batchTimeout: 200ms", "batchTimeout: 200", 1), "batchTimeout"},
		"fail/a host's text": {strings.Replace(string(content), "peer.industry.example:7051", "peer.industry.example:7052", 1), "signature does not match"},
		"fail/secret":        {string(content) + "# -----BEGIN PRIVATE KEY-----\n", "something other than certificates"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := channel.ParseDraft([]byte(test.changed))
			require.ErrorContains(t, err, test.wantErr)
			require.ErrorContains(t, err, "channel draft: ")
		})
	}
}

// Any other value in any field of a draft, or of a file in it, is refused or is another
// hash.
func TestEveryFieldIsInTheHash(t *testing.T) {
	t.Parallel()
	original := draft(t, channel.Raft, files(t)...)
	known := map[string]string{hashOf(t, original): "the original"}
	count := 0
	try := func(at string) {
		changed := original // whose lists stay the original's
		if err := changed.Validate(); err != nil {
			return
		}
		hash := hashOf(t, changed)
		require.NotContains(t, known, hash, "%s and %s", at, known[hash])
		known[hash] = at
		count++
	}
	var each func(at string, value reflect.Value)
	each = func(at string, value reflect.Value) {
		before := reflect.ValueOf(value.Interface())
		switch {
		case value.Type() == reflect.TypeFor[time.Time]():
			value.Set(reflect.ValueOf(value.Interface().(time.Time).AddDate(0, 0, 1)))
			try(at)
		case value.Kind() == reflect.Struct:
			for i := range value.NumField() {
				each(at+"."+value.Type().Field(i).Name, value.Field(i))
			}
			return
		case value.Kind() == reflect.Slice:
			for i := range value.Len() {
				each(at+"[]", value.Index(i))
			}
			if value.Len() > 0 {
				value.Set(value.Slice(0, value.Len()-1))
				try(at)
			}
		case value.CanInt():
			value.SetInt(value.Int() + int64(time.Second))
			try(at)
		case value.Kind() == reflect.String:
			for _, other := range []string{"", before.String() + "x", "a", channel.BFT} {
				if other != before.String() {
					value.SetString(other)
					try(at + " " + other)
				}
			}
		}
		value.Set(before)
	}
	each("", reflect.ValueOf(&original).Elem())
	require.GreaterOrEqual(t, count, 5, "the terms can be others")
	resigned := hostfiletest.New(t, "other", 1)
	one, err := channel.NewDraft(terms(channel.Raft), resigned.File)
	require.NoError(t, err)
	resigned.Sign(t)
	other, err := channel.NewDraft(terms(channel.Raft), resigned.File)
	require.NoError(t, err)
	require.NotEqual(t, hashOf(t, one), hashOf(t, other), "the signature is in it too")
}

// hashOf is the hash of the block that follows from a draft.
func hashOf(t *testing.T, draft channel.Draft) string {
	t.Helper()
	block, err := channel.Genesis(t.Context(), channel.Imitate(draft, nil), draft, t.TempDir())
	require.NoError(t, err)
	hash, err := channel.FirstHash(block)
	require.NoError(t, err)
	return hex.EncodeToString(hash)
}

func FuzzParseDraft(f *testing.F) {
	drafted, err := channel.NewDraft(terms(channel.Raft), hostfiletest.New(f, "industry", 1).File)
	require.NoError(f, err)
	content, err := drafted.Marshal()
	require.NoError(f, err)
	f.Add(content)
	f.Add([]byte("format: 1\nchannel: a\nhosts: [{host: a, peers: [{name: a, address: a:1}]}]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		draft, err := channel.ParseDraft(content)
		if err != nil {
			return
		}
		written, err := draft.Marshal()
		require.NoError(t, err)
		again, err := channel.ParseDraft(written)
		require.NoError(t, err)
		require.Equal(t, draft, again)
	})
}
