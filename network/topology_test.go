package network

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"allianceregistry/network/channel"
	"allianceregistry/network/words"
)

func TestDefaultTopology(t *testing.T) {
	t.Parallel()
	topology := DefaultTopology()
	require.NoError(t, topology.Validate())
	require.Equal(t, []string{"association", "industry", "academia"}, topology.Hosts)
	require.Equal(t, 3, topology.Orderers.Count)
}

func TestTopologySurvivesWriting(t *testing.T) {
	t.Parallel()
	content, err := yaml.Marshal(DefaultTopology())
	require.NoError(t, err)
	again, err := ParseTopology(content)
	require.NoError(t, err)
	require.True(t, DefaultTopology().Equal(again))
}

func TestReadTopology(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		content string
		wantErr string
	}{
		"ok/part of it":      {content: "name: other\nhosts: [a, b]\n"},
		"fail/unknown field": {content: "basePorts: 3\n", wantErr: "basePorts"},
		"fail/not yaml":      {content: "{", wantErr: "topology"},
		"fail/refused":       {content: "hosts: [orderers]\n", wantErr: "named twice"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "topology.yaml")
			require.NoError(t, os.WriteFile(path, []byte(test.content), 0o600))
			topology, err := ReadTopology(path)
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, "other", topology.Name)
			require.Equal(t, []string{"a", "b"}, topology.Hosts)
			require.Equal(t, DefaultTopology().BatchTimeout, topology.BatchTimeout)
		})
	}
}

func TestTopologyOfBFT(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		content string
		count   int
	}{
		"ok/nothing said": {"{}", 3},
		"ok/raft":         {"consensus: raft\n", 3},
		"ok/bft":          {"consensus: bft\n", 4},
		"ok/bft of seven": {"consensus: bft\norderers: {count: 7}\n", 7},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			topology, err := ParseTopology(defaultTopology, []byte(test.content))
			require.NoError(t, err)
			require.NoError(t, topology.Validate())
			require.Equal(t, test.count, topology.Orderers.Count)
		})
	}
	bft := DefaultTopology().WithConsensus(BFT)
	require.Equal(t, 4, bft.Orderers.Count)
	require.Equal(t, []string{"association-orderer", "industry-orderer", "academia-orderer", "orderers"}, bft.ordererOrganizations())
	require.True(t, DefaultTopology().Equal(bft.WithConsensus(Raft)))
	seven := DefaultTopology()
	seven.Orderers.Count = 7
	require.Equal(t, 7, seven.WithConsensus(BFT).Orderers.Count, "an unusual number stays")
	require.Equal(t, []string{"orderers"}, DefaultTopology().ordererOrganizations())
}

func TestValidate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change  func(*Topology)
		wantErr string
	}{
		"ok/default":                       {func(*Topology) {}, ""},
		"ok/one host":                      {func(t *Topology) { t.Hosts = t.Hosts[:1] }, ""},
		"fail/name":                        {func(t *Topology) { t.Name = "../up" }, "name"},
		"fail/channel":                     {func(t *Topology) { t.Channel = "Registry" }, "channel"},
		"fail/chaincode":                   {func(t *Topology) { t.Chaincode = "a b" }, "chaincode"},
		"fail/no hosts":                    {func(t *Topology) { t.Hosts = nil }, "hosts"},
		"fail/host's name":                 {func(t *Topology) { t.Hosts = []string{"a@b"} }, "organization"},
		"fail/host twice":                  {func(t *Topology) { t.Hosts = []string{"a", "a"} }, "twice"},
		"fail/host named orderer":          {func(t *Topology) { t.Hosts = []string{"orderers"} }, "twice"},
		"fail/no orderers":                 {func(t *Topology) { t.Orderers.Count = 0 }, "orderers"},
		"fail/too many orderers":           {func(t *Topology) { t.Orderers.Count = 10 }, "orderers"},
		"ok/bft":                           {func(t *Topology) { *t = t.WithConsensus(BFT) }, ""},
		"ok/bft, one host":                 {func(t *Topology) { *t = t.WithConsensus(BFT); t.Hosts = t.Hosts[:1] }, ""},
		"fail/consensus":                   {func(t *Topology) { *t = t.WithConsensus("dice") }, "must be raft or bft"},
		"fail/bft of three":                {func(t *Topology) { t.Consensus = BFT }, "at least 4 orderers"},
		"fail/host named as one's orderer": {func(t *Topology) { *t = t.WithConsensus(BFT); t.Hosts = []string{"a", "a-orderer"} }, "twice"},
		"fail/low port":                    {func(t *Topology) { t.BasePort = 80 }, "base port"},
		"fail/high port":                   {func(t *Topology) { t.BasePort = 65500 }, "base port"},
		"fail/batch timeout":               {func(t *Topology) { t.BatchTimeout = 0 }, "batchTimeout"},
		"fail/time window":                 {func(t *Topology) { t.TimeWindow = 1 }, "timeWindow"},
		"fail/query limit":                 {func(t *Topology) { t.TotalQueryLimit = 0 }, "totalQueryLimit"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			topology := DefaultTopology()
			test.change(&topology)
			err := topology.Validate()
			if test.wantErr == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.wantErr)
		})
	}
}

func TestPortsAreUnique(t *testing.T) {
	t.Parallel()
	topology := DefaultTopology()
	topology.Orderers.Count = maxOrderers
	topology.Hosts = nil
	for i := range channel.MaxHosts {
		topology.Hosts = append(topology.Hosts, "host"+string(rune('a'+i)))
	}
	n, err := New("", Dir(t.TempDir()), topology, func(*words.Message) {})
	require.NoError(t, err)
	owners := map[int]string{}
	for _, process := range n.Processes() {
		require.Contains(t, process.Ports, process.Port, process.Name)
		for _, port := range process.Ports {
			require.Empty(t, owners[port], "port %d of %s", port, process.Name)
			owners[port] = process.Name
			require.GreaterOrEqual(t, port, topology.BasePort)
			require.Less(t, port, topology.BasePort+portsOfOrderers+channel.MaxHosts*portsOfHost)
		}
	}
	require.Len(t, n.Processes(), maxOrderers+3*channel.MaxHosts)
}
