package channel_test

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// said is what Explain says, in a language.
func said(t *testing.T, drafted channel.Draft, language string) string {
	t.Helper()
	block, err := channel.Genesis(t.Context(), channel.Imitate(drafted, nil), drafted, t.TempDir())
	require.NoError(t, err)
	lines, err := channel.Explain(drafted, block)
	require.NoError(t, err)
	texts, err := words.In(language)
	require.NoError(t, err)
	var all strings.Builder
	for _, line := range lines {
		all.WriteString(texts.Tell(line, nil) + "\n")
	}
	return all.String()
}

func TestExplain(t *testing.T) {
	t.Parallel()
	all := files(t)
	raft, bft := draft(t, channel.Raft, all...), draft(t, channel.BFT, all...)
	english := said(t, raft, "en")
	digest, err := hostfile.CertificateFingerprint(all[0].Members.Above)
	require.NoError(t, err)
	own, err := all[1].Fingerprint()
	require.NoError(t, err)
	for _, want := range []string{
		"first block of the channel registry",
		"read to the other hosts by telephone: " + hostfile.Aloud(hashOf(t, raft)),
		"Hosts: four (4), namely academia, association, industry, null",
		"fingerprint " + hostfile.Aloud(own) + " and is good until 2027-11-30 09:00Z",
		"root with the fingerprint " + hostfile.Aloud(digest),
		"enroll at ca.academia.example:7054", "orderer second.academia at 192.0.2.1:7050", "it runs no orderer",
		"peers of three (3) of four (4) hosts", "replaced by three (3) of four (4) hosts", "administrators of three (3) of four (4) hosts",
		"administrators of two (2) of three (3) organizations of orderers: academia-orderer, industry-orderer, null-orderer",
		"four (4), which agree by Raft. Recording goes on even if one (1) of them should fail",
		"Without academia nothing is recorded: it runs two (2) of four (4)",
		"after 200ms at the latest, with 500 transactions, or at 2 MiB", "called registry", "more than 2m0s away", "at most 100000 records",
	} {
		require.Contains(t, english, want)
	}
	require.Contains(t, said(t, bft, "en"), "agree by BFT. Recording goes on, and stays right, even if one (1) of them should fail or be dishonest. Each block bears the signatures of three (3)")
	chinese := said(t, bft, "zh")
	require.Contains(t, chinese, "四（4）家承载机构中三（3）家的节点确认")
	require.Contains(t, chinese, "每个区块须有三（3）个排序节点签名")
	require.Equal(t, strings.Count(english, "\n"), strings.Count(chinese, "\n"))
}

// Whoever made the block, what is not the draft's is found.
func TestCheck(t *testing.T) {
	t.Parallel()
	all := files(t)
	for name, test := range map[string]struct {
		change func(*common.Config)
		want   string
	}{
		"ok/as drafted": {func(*common.Config) {}, ""},
		"fail/a host's authorities": {func(c *common.Config) {
			hosts := application(c).Groups
			hosts["null"].Values["MSP"] = hosts["industry"].Values["MSP"]
		}, "Channel/Application/null/MSP"},
		"fail/one more host":          {func(c *common.Config) { application(c).Groups["other"] = application(c).Groups["null"] }, "Channel/Application/other"},
		"fail/one host less":          {func(c *common.Config) { delete(application(c).Groups, "null") }, "Channel/Application/null"},
		"fail/a weaker rule":          {func(c *common.Config) { application(c).Policies["Endorsement"] = application(c).Policies["Writers"] }, "Channel/Application/Endorsement"},
		"fail/one more rule":          {func(c *common.Config) { application(c).Policies["Others"] = application(c).Policies["Writers"] }, "Channel/Application/Others"},
		"fail/access":                 {func(c *common.Config) { application(c).Values["ACLs"] = &common.ConfigValue{ModPolicy: "Admins"} }, "Channel/Application/ACLs"},
		"fail/who may change":         {func(c *common.Config) { application(c).Groups["null"].ModPolicy = "Writers" }, "Channel/Application/null"},
		"fail/who may change a value": {func(c *common.Config) { ordering(c).Values["BatchSize"].ModPolicy = "" }, "Channel/Orderer/BatchSize"},
		"fail/version":                {func(c *common.Config) { ordering(c).Version = 1 }, "Channel/Orderer"},
		"fail/consensus":              {func(c *common.Config) { ordering(c).Values["ConsensusType"].Value = []byte{10, 1, 'x'} }, "Channel/Orderer/ConsensusType"},
		"fail/endpoints":              {func(c *common.Config) { delete(ordering(c).Groups["null-orderer"].Values, "Endpoints") }, "Channel/Orderer/null-orderer/Endpoints"},
		"fail/sequence":               {func(c *common.Config) { c.Sequence = 1 }, "is not its first block"},
		"fail/nothing":                {func(c *common.Config) { c.ChannelGroup = nil }, "Channel"},
	} {
		for _, consensus := range []string{channel.Raft, channel.BFT} {
			t.Run(name+"/"+consensus, func(t *testing.T) {
				t.Parallel()
				drafted := draft(t, consensus, all...)
				block, err := channel.Genesis(t.Context(), channel.Imitate(drafted, test.change), drafted, t.TempDir())
				require.NoError(t, err)
				requireRefused(t, drafted, block, test.want)
			})
		}
	}
}

func application(c *common.Config) *common.ConfigGroup { return c.ChannelGroup.Groups["Application"] }
func ordering(c *common.Config) *common.ConfigGroup    { return c.ChannelGroup.Groups["Orderer"] }

func requireRefused(t *testing.T, drafted channel.Draft, block []byte, want string) {
	t.Helper()
	err := channel.Check(drafted, block)
	_, explainErr := channel.Explain(drafted, block)
	if want == "" {
		require.NoError(t, err)
		require.NoError(t, explainErr)
		return
	}
	require.ErrorContains(t, err, want)
	require.ErrorContains(t, explainErr, want)
}

// The frame around the configuration is the draft's too.
func TestCheckFrame(t *testing.T) {
	t.Parallel()
	all := files(t)
	drafted := draft(t, channel.Raft, all...)
	block, err := channel.Genesis(t.Context(), channel.Imitate(drafted, nil), drafted, t.TempDir())
	require.NoError(t, err)
	other := drafted
	other.TimeWindow *= 2
	requireRefused(t, other, block, "is not its first block")
	for name, change := range map[string]func(*common.ChannelHeader, *common.SignatureHeader, *common.Envelope){
		"fail/time": func(c *common.ChannelHeader, _ *common.SignatureHeader, _ *common.Envelope) {
			c.Timestamp = timestamppb.Now()
		},
		"fail/channel": func(c *common.ChannelHeader, _ *common.SignatureHeader, _ *common.Envelope) { c.ChannelId = "other" },
		"fail/epoch":   func(c *common.ChannelHeader, _ *common.SignatureHeader, _ *common.Envelope) { c.Epoch = 1 },
		"fail/nonce":   func(_ *common.ChannelHeader, s *common.SignatureHeader, _ *common.Envelope) { s.Nonce = []byte("?") },
		"fail/sender":  func(_ *common.ChannelHeader, s *common.SignatureHeader, _ *common.Envelope) { s.Creator = []byte("?") },
		"fail/signature": func(_ *common.ChannelHeader, _ *common.SignatureHeader, e *common.Envelope) {
			e.Signature = []byte("?")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireRefused(t, drafted, reframed(t, block, change), "is not its first block")
		})
	}
	var signed common.Block
	require.NoError(t, proto.Unmarshal(block, &signed))
	signed.Metadata.Metadata[0] = []byte("what no hash covers")
	content, err := proto.Marshal(&signed)
	require.NoError(t, err)
	requireRefused(t, drafted, content, "is not its first block")
	requireRefused(t, drafted, append(slices.Clone(block), 0x7a, 1, 'x'), "is not its first block")
	cut := slices.Clone(block)
	requireRefused(t, drafted, cut[:len(cut)-1], "genesis block")
	requireRefused(t, drafted, nil, "genesis block")
}

// reframed changes what is around a block's configuration, and makes its hashes right.
func reframed(t *testing.T, content []byte, change func(*common.ChannelHeader, *common.SignatureHeader, *common.Envelope)) []byte {
	t.Helper()
	var (
		block    common.Block
		envelope common.Envelope
		payload  common.Payload
		header   common.ChannelHeader
		sender   common.SignatureHeader
	)
	read := func(content []byte, into proto.Message) { require.NoError(t, proto.Unmarshal(content, into)) }
	write := func(message proto.Message) []byte {
		content, err := proto.Marshal(message)
		require.NoError(t, err)
		return content
	}
	read(content, &block)
	read(block.Data.Data[0], &envelope)
	read(envelope.Payload, &payload)
	read(payload.Header.ChannelHeader, &header)
	read(payload.Header.SignatureHeader, &sender)
	change(&header, &sender, &envelope)
	payload.Header.ChannelHeader, payload.Header.SignatureHeader = write(&header), write(&sender)
	envelope.Payload = write(&payload)
	block.Data.Data[0] = write(&envelope)
	hash := sha256.Sum256(block.Data.Data[0])
	block.Header.DataHash = hash[:]
	return write(&block)
}

// What is put into the block is fixed: another release must come to the same.
func TestDigest(t *testing.T) {
	t.Parallel()
	drafted := draft(t, channel.Raft, files(t)...)
	block, err := channel.Genesis(t.Context(), channel.Imitate(drafted, nil), drafted, t.TempDir())
	require.NoError(t, err)
	encoded, err := json.Marshal(drafted)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(encoded), `{"format":1,"channel":"registry","chaincode":"registry","consensus":"raft",`+
		`"batchTimeout":200000000,"timeWindow":120000000000,"totalQueryLimit":100000,"hosts":[{"format":1,"host":"academia",`))
	want := sha256.Sum256(append([]byte("allianceregistry channel draft 1\n"), encoded...))
	_ = reframed(t, block, func(_ *common.ChannelHeader, sender *common.SignatureHeader, _ *common.Envelope) {
		require.Equal(t, want[:], sender.GetNonce())
	})
}

func TestGenesisRefuses(t *testing.T) {
	t.Parallel()
	drafted := draft(t, channel.Raft, files(t)...)
	drafted.TotalQueryLimit = 0
	_, err := channel.Genesis(t.Context(), nil, drafted, t.TempDir())
	require.ErrorContains(t, err, "totalQueryLimit", "and nothing has been run")
}
