package deploy_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/network/deploy"
)

var update = flag.Bool("update", false, "write the golden files")

// host is a host as package network describes one.
func host(address, listen string) deploy.Host {
	const (
		folder = "/srv/registry/association"
		home   = "/opt/alliance-registry"
		keys   = folder + "/crypto/peerOrganizations/association"
	)
	program := func(name string) string { return home + "/.build/bin/" + name }
	process := func(name string) string { return folder + "/processes/" + name }
	certificate := folder + "/operator/client.crt"
	return deploy.Host{
		Name: "association", Channel: "registry.main", Address: address, Listen: listen, Folder: folder, Home: home,
		Services: []deploy.Service{
			{
				Name: "orderer.association", Kind: deploy.Orderer, Program: program("orderer"), Folder: process("orderer.association"),
				Env:   []string{"FABRIC_CFG_PATH=" + process("orderer.association"), "FABRIC_LOGGING_FORMAT=%{time:15:04:05} \"%{message}\" $x"},
				Reads: []string{folder + "/crypto/ordererOrganizations/association-orderer/orderers/orderer.association", certificate},
				Port:  17050, Public: true, Ports: []int{17050, 17051, 17052},
			},
			{
				Name: "ca.association", Kind: deploy.CA, Program: program("fabric-ca-server"), Folder: process("ca.association"),
				Args: []string{"start", "--home", process("ca.association")}, Env: []string{"FABRIC_CA_SERVER_HOME=" + process("ca.association")},
				Reads: []string{keys + "/ca", keys + "/peers/ca.association/tls", certificate},
				Port:  17084, Public: true, Ports: []int{17084, 17085},
			},
			{
				Name: "chaincode.association", Kind: deploy.Chaincode, Program: program("chaincode"), Folder: process("chaincode.association"),
				Env:   []string{"CHAINCODE_ID=registry:0a1b", "CHAINCODE_TLS_KEY=" + keys + "/peers/chaincode.association/tls/server.key"},
				Reads: []string{keys + "/peers/chaincode.association/tls", keys + "/peers/peer.association/caller/client.crt"},
				Port:  17083, Ports: []int{17083},
			},
			{
				Name: "peer.association", Kind: deploy.Peer, Program: program("peer"), Args: []string{"node", "start"},
				Folder: process("peer.association"), Env: []string{"FABRIC_CFG_PATH=" + process("peer.association")},
				Reads: []string{keys + "/peers/peer.association", keys + "/msp/tlsintermediatecerts/members.association-cert.pem", certificate},
				Port:  17080, Public: true, Ports: []int{17080, 17081, 17082},
			},
		},
	}
}

// twoPeers is that host with a further peer.
func twoPeers(address, listen string) deploy.Host {
	h := host(address, listen)
	first := h.Services[len(h.Services)-1]
	second := first
	further := func(text string) string { return strings.ReplaceAll(text, "peer.association", "peer2.association") }
	second.Name, second.Folder, second.Env = further(first.Name), further(first.Folder), []string{further(first.Env[0])}
	second.Reads = []string{further(first.Reads[0]), first.Reads[1], first.Reads[2], first.Reads[0] + "/caller"}
	second.Port, second.Ports = 17090, []int{17090, 17091, 17092}
	h.Services = append(h.Services, second)
	return h
}

var images = deploy.Images{Prefix: "localhost/alliance-registry/", Tag: "0.1.0"}

// golden compares with a file of testdata, which -update writes.
func golden(t *testing.T, name string, content []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, content, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(content), "-update writes it")
}

func TestSystemd(t *testing.T) {
	t.Parallel()
	files, err := deploy.Systemd(host("192.0.2.10", "192.0.2.10"), "registry")
	require.NoError(t, err)
	require.Len(t, files, 6, "one for each process, one for their configuration, and the target")
	for _, file := range files {
		golden(t, "systemd/"+file.Name, file.Content)
	}
}

// onToken is the host with its peer's key in a token, whose PIN is in a file.
func onToken(pin string) deploy.Host {
	h := host("ledger.association.example", "0.0.0.0")
	peer := &h.Services[len(h.Services)-1]
	peer.Args = append([]string{"host", "exec", "--", peer.Program + "-pkcs11"}, peer.Args...)
	peer.Program, peer.Token = h.Home+"/.build/bin/network", true
	peer.Env = append(peer.Env, "ALLIANCE_TOKEN_LABEL=keys of association", "ALLIANCE_TOKEN_PIN_FILE="+pin)
	peer.Reads = append(peer.Reads, pin)
	return h
}

// A service with a token sees the PIN's file, and is not started again once that refused it.
func TestToken(t *testing.T) {
	t.Parallel()
	files, err := deploy.Systemd(onToken("/etc/registry/pin"), "registry")
	require.NoError(t, err)
	final := 0
	for _, file := range files {
		content := string(file.Content)
		if !strings.Contains(content, "RestartPreventExitStatus=78") {
			continue
		}
		final++
		require.Equal(t, "registry-association-peer.service", file.Name)
		require.Contains(t, content, "ExecStart=/opt/alliance-registry/.build/bin/network host exec -- /opt/alliance-registry/.build/bin/peer-pkcs11 node start\n")
		require.Contains(t, content, "BindReadOnlyPaths=/etc/registry/pin\n")
		require.Contains(t, content, "BindReadOnlyPaths=/opt/alliance-registry/go.mod\n")
		require.Contains(t, content, `Environment="ALLIANCE_TOKEN_LABEL=keys of association"`)
	}
	require.Equal(t, 1, final, "the others are tried until they start")

	compose, err := deploy.Compose(onToken("/etc/registry/pin"), deploy.ComposeOptions{Images: images, User: "64001:64001"})
	require.NoError(t, err)
	require.Contains(t, string(compose), "source: /etc/registry/pin")
	require.Equal(t, 1, strings.Count(string(compose), "peer-pkcs11"))

	options := deploy.KubernetesOptions{Images: images, Storage: "20Gi"}
	_, err = deploy.Kubernetes(onToken("/etc/registry/pin"), options)
	require.ErrorContains(t, err, "put /etc/registry/pin there")
	manifests, err := deploy.Kubernetes(onToken("/srv/registry/association/pin"), options)
	require.NoError(t, err)
	require.Contains(t, string(manifests), "subPath: association/pin")
	require.Contains(t, string(manifests), "value: /registry/.network/association/pin")
}

func TestCompose(t *testing.T) {
	t.Parallel()
	tests := map[string]deploy.ComposeOptions{
		"published.yaml": {Images: images, User: "64001:64001"},
		"address.yaml":   {Images: images, User: "64001:64001", Publish: "2001:db8::1"},
		"network.yaml":   {Images: images, User: "64001:64001", Network: "ledger"},
	}
	for name, options := range tests {
		content, err := deploy.Compose(host("ledger.association.example", "0.0.0.0"), options)
		require.NoError(t, err)
		golden(t, "compose/"+name, content)
	}
}

func TestKubernetes(t *testing.T) {
	t.Parallel()
	tests := map[string]deploy.KubernetesOptions{
		"default.yaml": {Images: images, Storage: "20Gi"},
		"class.yaml":   {Images: deploy.Images{Prefix: "registry.example:5000/ledger-", Tag: "0.1.0"}, Storage: "512Mi", Class: "fast"},
	}
	for name, options := range tests {
		content, err := deploy.Kubernetes(host("ledger.association.example", "::"), options)
		require.NoError(t, err)
		golden(t, "kubernetes/"+name, content)
	}
}

// A further peer is a service of its own everywhere, and takes nothing away from the first.
func TestTwoPeers(t *testing.T) {
	t.Parallel()
	files, err := deploy.Systemd(twoPeers("192.0.2.10", "192.0.2.10"), "registry")
	require.NoError(t, err)
	names := map[string]string{}
	for _, file := range files {
		names[file.Name] = string(file.Content)
	}
	require.Len(t, names, 7)
	golden(t, "systemd/registry-association-peer.service", []byte(names["registry-association-peer.service"]))
	golden(t, "systemd/registry-association-peer2.service", []byte(names["registry-association-peer2.service"]))
	require.Contains(t, names["registry-association.target"], "registry-association-peer.service registry-association-peer2.service")

	composed, err := deploy.Compose(twoPeers("ledger.association.example", "0.0.0.0"), deploy.ComposeOptions{Images: images, User: "64001:64001"})
	require.NoError(t, err)
	golden(t, "compose/twopeers.yaml", composed)
	manifests, err := deploy.Kubernetes(twoPeers("ledger.association.example", "::"), deploy.KubernetesOptions{Images: images, Storage: "20Gi"})
	require.NoError(t, err)
	golden(t, "kubernetes/twopeers.yaml", manifests)
}

func TestRefused(t *testing.T) {
	t.Parallel()
	named := host("ledger.association.example", "0.0.0.0")
	at := func(folder, home string) deploy.Host { return named.At(folder, home) }
	compose := func(change func(*deploy.ComposeOptions)) func() error {
		options := deploy.ComposeOptions{Images: images, User: "1:1"}
		change(&options)
		return func() error { _, err := deploy.Compose(named, options); return err }
	}
	kubernetes := func(change func(*deploy.KubernetesOptions)) func() error {
		options := deploy.KubernetesOptions{Images: images, Storage: "1Gi"}
		change(&options)
		return func() error { _, err := deploy.Kubernetes(named, options); return err }
	}
	systemd := func(h deploy.Host, user string) func() error {
		return func() error { _, err := deploy.Systemd(h, user); return err }
	}
	tests := map[string]struct {
		do   func() error
		want string // empty if it is not refused
	}{
		"ok/systemd":                   {systemd(named, "registry_2"), ""},
		"ok/a hidden folder":           {systemd(at("/home/a/.network/b", "/home/a"), "registry"), ""},
		"ok/compose":                   {compose(func(*deploy.ComposeOptions) {}), ""},
		"ok/kubernetes":                {kubernetes(func(*deploy.KubernetesOptions) {}), ""},
		"fail/a space in the folder":   {systemd(at("/srv/my registry", "/opt/x"), "registry"), "/srv/my registry"},
		"fail/a percent in the folder": {systemd(at("/srv/%h", "/opt/x"), "registry"), "/srv/%h"},
		"fail/a colon in the programs": {systemd(at("/srv/x", "/opt/a:b"), "registry"), "/opt/a:b"},
		"fail/a line in the folder":    {systemd(at("/srv/x\nUser=root", "/opt/x"), "registry"), "cannot stand"},
		"fail/up and down":             {systemd(at("/srv/../x", "/opt/x"), "registry"), "/srv/../x"},
		"fail/a relative folder":       {systemd(at("srv/x", "/opt/x"), "registry"), "srv/x"},
		"fail/root":                    {systemd(named, "root"), "“root”"},
		"fail/no user":                 {systemd(named, ""), "--user"},
		"fail/two users":               {systemd(named, "a b"), "--user"},
		"fail/a number":                {systemd(named, "0"), "--user"},
		"fail/root's id":               {compose(func(o *deploy.ComposeOptions) { o.User = "0:0" }), "“0:0”"},
		"fail/root's group":            {compose(func(o *deploy.ComposeOptions) { o.User = "64001:0" }), "“64001:0”"},
		"fail/a name for an id":        {compose(func(o *deploy.ComposeOptions) { o.User = "registry" }), "UID:GID"},
		"fail/publish a name":          {compose(func(o *deploy.ComposeOptions) { o.Publish = "example" }), "--publish"},
		"fail/a network with a line":   {compose(func(o *deploy.ComposeOptions) { o.Network = "a\nb" }), "--network"},
		"fail/a tag":                   {compose(func(o *deploy.ComposeOptions) { o.Images.Tag = "a b" }), "--tag"},
		"fail/no tag":                  {kubernetes(func(o *deploy.KubernetesOptions) { o.Images.Tag = "" }), "--tag"},
		"fail/a prefix":                {kubernetes(func(o *deploy.KubernetesOptions) { o.Images.Prefix = "Registry/" }), "--images"},
		"fail/a prefix without an end": {kubernetes(func(o *deploy.KubernetesOptions) { o.Images.Prefix = "registry" }), "--images"},
		"fail/storage":                 {kubernetes(func(o *deploy.KubernetesOptions) { o.Storage = "20GB" }), "--storage"},
		"fail/a class":                 {kubernetes(func(o *deploy.KubernetesOptions) { o.Class = "Fast" }), "--storage-class"},
		"fail/a name with a hyphen at its end": {func() error {
			h := named
			h.Name = "a-"
			_, err := deploy.Kubernetes(h, deploy.KubernetesOptions{Images: images, Storage: "1Gi"})
			return err
		}, "a-"},
		"fail/a container elsewhere": {func() error {
			_, err := deploy.Compose(host("192.0.2.10", "192.0.2.10"), deploy.ComposeOptions{Images: images, User: "1:1"})
			return err
		}, "--listen 0.0.0.0"},
		"fail/a pod elsewhere": {func() error {
			_, err := deploy.Kubernetes(host("192.0.2.10", "192.0.2.10"), deploy.KubernetesOptions{Images: images, Storage: "1Gi"})
			return err
		}, "--listen 0.0.0.0"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.do()
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}

// TestLongChannel: a channel's name may be longer than a label.
func TestLongChannel(t *testing.T) {
	t.Parallel()
	h := host("a.example", "0.0.0.0")
	h.Channel = strings.Repeat("c", 60) + "..d"
	content, err := deploy.Kubernetes(h, deploy.KubernetesOptions{Images: images, Storage: "1Gi"})
	require.NoError(t, err)
	require.Contains(t, string(content), "part-of: "+strings.Repeat("c", 60)+"..d\n")
	h.Channel = strings.Repeat("c", 62) + "..d"
	content, err = deploy.Kubernetes(h, deploy.KubernetesOptions{Images: images, Storage: "1Gi"})
	require.NoError(t, err)
	require.Contains(t, string(content), "part-of: "+strings.Repeat("c", 62)+"\n")
}

// TestAt moves a host, and what only begins alike stays.
func TestAt(t *testing.T) {
	t.Parallel()
	before := host("a", "0.0.0.0")
	before.Services[0].Args = []string{before.Folder, before.Folder + "-2", "--home=" + before.Home}
	moved := before.At("/data", deploy.ImageHome)
	require.Equal(t, []string{"/data", before.Folder + "-2", "--home=" + before.Home}, moved.Services[0].Args)
	require.Equal(t, "/registry/.build/bin/peer", moved.Services[3].Program)
	require.Equal(t, []string{"FABRIC_CFG_PATH=/data/processes/peer.association"}, moved.Services[3].Env)
	require.Equal(t, host("a", "0.0.0.0").Services[3], before.Services[3], "the former is as it was")
	for _, s := range moved.Services {
		for _, path := range append(s.Reads, s.Folder) {
			require.True(t, strings.HasPrefix(path, "/data/"), path)
		}
	}
}

// TestEachSeesItsOwn finds each private key in the folders of one service alone.
func TestEachSeesItsOwn(t *testing.T) {
	t.Parallel()
	content, err := deploy.Compose(host("a", "0.0.0.0"), deploy.ComposeOptions{Images: images, User: "1:1"})
	require.NoError(t, err)
	for _, own := range []string{"/ca", "/peers/ca.association/tls", "/peers/chaincode.association/tls", "/peers/peer.association"} {
		line := "source: /srv/registry/association/crypto/peerOrganizations/association" + own + "\n"
		require.Equal(t, 1, strings.Count(string(content), line), own)
	}
}
