package change_test

import (
	"crypto/x509"
	"math/bits"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile/hostfiletest"
)

// edit is one that an ordinary host would make.
type edit struct {
	before []change.Edit // done already
	edit   change.Edit
	en, zh []string
	raft   string // of three hosts, whose signatures it takes
	bft    string // of four
}

const industrysOrderer = "orderers.industry.example:7050"

func edits(t *testing.T, n network) map[string]edit {
	joining, industry := hostfiletest.New(t, "joining", 1), n.hosts["industry"]
	second := industry.Orderer(t, "second.industry", "orderers.industry.example:7060")
	halves := [2]string{
		"2 of academia, industry, museum; 2 of academia-orderer, industry-orderer, museum-orderer",
		"3 of academia, industry, museum, state; 3 of academia-orderer, industry-orderer, museum-orderer, state-orderer",
	}
	orderersAlone := [2]string{strings.SplitAfter(halves[0], "; ")[1], strings.SplitAfter(halves[1], "; ")[1]}
	return map[string]edit{
		"add a host": {
			edit: change.AddHost(joining.File),
			en: []string{
				"host joining joins, with its peer at peer.joining.example:7051. Fingerprint of its authority: ",
				"joining-orderer joins as an organization of orderers, at orderers.joining.example:7050",
			},
			zh:   []string{"承载机构 joining 加入，其节点位于 peer.joining.example:7051", "joining-orderer 作为排序机构加入"},
			raft: halves[0], bft: halves[1],
		},
		"add a host without orderers": {
			edit: change.AddHost(hostfiletest.New(t, "reader", 0).File),
			en:   []string{"host reader joins"}, zh: []string{"承载机构 reader 加入"},
			raft: strings.Split(halves[0], ";")[0], bft: strings.Split(halves[1], ";")[0],
		},
		"add its orderer": {
			before: []change.Edit{change.AddHost(joining.File)}, edit: change.AddOrderer("joining", joining.File.Orderers[0]),
			en:   []string{"the orderer of joining-orderer at orderers.joining.example:7050 takes part in ordering from now on", "then there are N orderers, of which M have to run"},
			zh:   []string{"joining-orderer 位于 orderers.joining.example:7050 的排序节点开始参与排序", "此后共有 N 个排序节点，其中须有 M 个"},
			raft: "3 of academia-orderer, industry-orderer, joining-orderer, museum-orderer",
			bft:  "3 of academia-orderer, industry-orderer, joining-orderer, museum-orderer, state-orderer",
		},
		"add a second orderer": {
			edit: change.AddOrderer("industry", second),
			en: []string{
				"the orderers of industry-orderer move from orderers.industry.example:7050 to orderers.industry.example:7050, orderers.industry.example:7060",
				"the orderer of industry-orderer at orderers.industry.example:7060 takes part in ordering from now on", "then there are N orderers, of which M",
			},
			zh:   []string{"industry-orderer 的排序节点由", "开始参与排序", "此后共有 N 个"},
			raft: orderersAlone[0] + "; 1 of industry-orderer", bft: orderersAlone[1] + "; 1 of industry-orderer",
		},
		"remove an orderer": {
			edit: change.RemoveOrderer(industrysOrderer),
			en:   []string{"the orderer at orderers.industry.example:7050 no longer takes part in ordering", "then there are N orderers, of which M"},
			zh:   []string{"位于 orderers.industry.example:7050 的排序节点不再参与排序", "此后共有 N 个"},
			raft: orderersAlone[0], bft: orderersAlone[1],
		},
		"remove an own orderer": { // whose address the drafting host may take out, too
			edit: change.RemoveOrderer(industrysOrderer, "industry-orderer"),
			en: []string{
				"industry-orderer is no longer reached at orderers.industry.example:7050",
				"the orderer at orderers.industry.example:7050 no longer takes part in ordering", "then there are N orderers, of which M",
			},
			zh:   []string{"industry-orderer 不再使用地址 orderers.industry.example:7050", "不再参与排序", "此后共有 N 个"},
			raft: orderersAlone[0] + "; 1 of industry-orderer", bft: orderersAlone[1] + "; 1 of industry-orderer",
		},
		"order again at the address that was taken out": {
			before: []change.Edit{change.RemoveOrderer(industrysOrderer, "industry-orderer")}, edit: change.AddOrderer("industry", industry.File.Orderers[0]),
			en: []string{
				"the orderers of industry-orderer move from – to orderers.industry.example:7050",
				"the orderer of industry-orderer at orderers.industry.example:7050 takes part in ordering from now on", "then there are N orderers, of which M",
			},
			zh:   []string{"industry-orderer 的排序节点由 – 迁至", "开始参与排序", "此后共有 N 个"},
			raft: orderersAlone[0] + "; 1 of industry-orderer", bft: orderersAlone[1] + "; 1 of industry-orderer",
		},
		"remove a host": {
			before: []change.Edit{change.RemoveOrderer(industrysOrderer)}, edit: change.RemoveHost("industry"),
			en:   []string{"host industry is removed", "the orderers' organization industry-orderer is removed"},
			zh:   []string{"承载机构 industry 被移除", "排序机构 industry-orderer 被移除"},
			raft: halves[0], bft: halves[1],
		},
		"move a host": {
			edit: change.MoveHost(moved(t, industry, "new.example")),
			en: []string{
				"the peer of host industry moves from peer.industry.example:7051 to peer.new.example:7051",
				"the orderers of industry-orderer move from orderers.industry.example:7050 to orderer.new.example:7050",
				"the orderer of industry-orderer moves from orderers.industry.example:7050 to orderer.new.example:7050",
			},
			zh:   []string{"承载机构 industry 的节点由", "industry-orderer 的排序节点由", "industry-orderer 的排序节点由"},
			raft: "1 of industry; 1 of industry-orderer; " + orderersAlone[0], bft: "1 of industry; 1 of industry-orderer; " + orderersAlone[1],
		},
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for i, consensus := range []string{channel.Raft, channel.BFT} {
		n := newNetwork(t, consensus)
		for name, test := range edits(t, n) {
			t.Run(consensus+"/"+name, func(t *testing.T) {
				t.Parallel()
				n := n
				for _, edit := range test.before {
					n = n.after(t, edit)
				}
				drafted, err := change.New("registry", n.config, test.edit)
				require.NoError(t, err)
				again, err := change.New("registry", n.config, test.edit)
				require.NoError(t, err)
				require.Equal(t, drafted, again, "the same edit is the same bytes")
				difference, err := drafted.Explain(n.config)
				require.NoError(t, err)
				requireLines(t, test.en, told(t, difference.Lines, "en"))
				requireLines(t, test.zh, told(t, difference.Lines, "zh"))
				require.ElementsMatch(t, strings.Split([]string{test.raft, test.bft}[i], "; "), signers(difference.Signers))
				requireExactSigners(t, n.config, drafted, difference.Signers)
			})
		}
	}
}

// requireLines wants each line to be said, in order, and no other. N and M are numbers.
func requireLines(t *testing.T, want []string, said string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(said), "\n")
	require.Len(t, lines, len(want), said)
	for i, line := range lines {
		for _, part := range strings.FieldsFunc(want[i], func(r rune) bool { return r == 'N' || r == 'M' }) {
			require.Contains(t, line, part)
		}
	}
}

func signers(all []change.Signers) []string {
	var texts []string
	for _, s := range all {
		texts = append(texts, string(rune('0'+s.Needed))+" of "+strings.Join(s.Organizations, ", "))
	}
	return texts
}

// requireExactSigners tries each set of organizations: Fabric's rules let the change pass if
// and only if so many of each group have signed.
func requireExactSigners(t *testing.T, config *common.Config, c change.Change, groups []change.Signers) {
	t.Helper()
	all := append(keys(hosts(config).Groups), keys(orderers(config).Groups)...)
	for set := range 1 << len(all) {
		signed := map[string]bool{}
		for i, name := range all {
			signed[name] = set&(1<<i) != 0
		}
		enough := true
		for _, group := range groups {
			count := 0
			for _, name := range group.Organizations {
				count += bits.OnesCount(uint(map[bool]int{true: 1}[signed[name]]))
			}
			enough = enough && count >= group.Needed
		}
		_, err := applied(config, updateOf(t, c), func(in, policy string) bool {
			if at := strings.LastIndex(policy, "/"); at > 0 {
				in, policy = policy[:at], policy[at+1:]
			}
			group := config.ChannelGroup
			for _, name := range strings.Split(in, "/")[2:] {
				group = group.Groups[name]
			}
			return satisfied(t, group, policy, signed)
		})
		require.Equal(t, enough, err == nil, "%v: %v", signed, err)
	}
}

// A rule may be any other than the usual: those who have to sign follow from it.
func TestSignersFollowTheRules(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, channel.Raft)
	rule := func(of common.ImplicitMetaPolicy_Rule) []byte {
		content, err := proto.Marshal(&common.ImplicitMetaPolicy{Rule: of, SubPolicy: "Admins"})
		require.NoError(t, err)
		return content
	}
	for name, test := range map[string]struct {
		alter func(*common.Config)
		want  []string
	}{
		"all hosts": {func(c *common.Config) {
			hosts(c).Policies["Admins"].Policy.Value = rule(common.ImplicitMetaPolicy_ALL)
		}, []string{"3 of academia, industry, museum"}},
		"any host": {func(c *common.Config) {
			hosts(c).Policies["Admins"].Policy.Value = rule(common.ImplicitMetaPolicy_ANY)
		}, []string{"1 of academia, industry, museum"}},
		"the orderers": {func(c *common.Config) { hosts(c).ModPolicy = "/Channel/Orderer/Admins" }, []string{"2 of academia-orderer, industry-orderer, museum-orderer"}},
		"all": {func(c *common.Config) { hosts(c).ModPolicy = "/Channel/Admins" }, []string{
			"2 of academia, industry, museum", "2 of academia-orderer, industry-orderer, museum-orderer",
		}},
		"one host": {func(c *common.Config) { hosts(c).ModPolicy = "/Channel/Application/museum/Admins" }, []string{"1 of museum"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			altered := copyOf(n.config)
			test.alter(altered)
			drafted, err := change.New("registry", altered, change.AddHost(hostfiletest.New(t, "reader", 0).File))
			require.NoError(t, err)
			difference, err := drafted.Explain(altered)
			require.NoError(t, err)
			require.Equal(t, test.want, signers(difference.Signers))
			requireExactSigners(t, altered, drafted, difference.Signers)
		})
	}
}

// An update that would do something else than it seems to is refused, whoever signed it.
func TestExplainRefuses(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, channel.Raft)
	drafted, err := change.New("registry", n.config, change.AddHost(hostfiletest.New(t, "joining", 1).File))
	require.NoError(t, err)
	group := func(u *common.ConfigUpdate) *common.ConfigGroup { return u.WriteSet.Groups["Application"] }
	const odd = "is not written as this program writes the change"
	for name, test := range map[string]struct {
		alter func(*common.ConfigUpdate)
		want  string
	}{
		"ok/as drafted":                  {func(*common.ConfigUpdate) {}, ""},
		"fail/another channel":           {func(u *common.ConfigUpdate) { u.ChannelId = "other" }, "the update in it is for other"},
		"fail/a version left out":        {func(u *common.ConfigUpdate) { group(u).Version++ }, odd},
		"fail/nothing rests on anything": {func(u *common.ConfigUpdate) { u.ReadSet = nil }, odd},
		"fail/another read version":      {func(u *common.ConfigUpdate) { u.ReadSet.Groups["Application"].Groups["museum"].Version = 4 }, odd},
		"fail/a host forgotten":          {func(u *common.ConfigUpdate) { delete(u.ReadSet.Groups["Application"].Groups, "museum") }, odd},
		"fail/read, and not there":       {func(u *common.ConfigUpdate) { u.ReadSet.Groups["Other"] = &common.ConfigGroup{} }, odd},
		"fail/without effect": {func(u *common.ConfigUpdate) {
			u.WriteSet.Values = map[string]*common.ConfigValue{"new": {ModPolicy: "Admins"}}
		}, odd},
		"fail/isolated data":               {func(u *common.ConfigUpdate) { u.IsolatedData = map[string][]byte{"a": []byte("b")} }, odd},
		"fail/a field that nobody knows":   {func(u *common.ConfigUpdate) { u.ProtoReflect().SetUnknown(unknown) }, odd},
		"fail/the same in a group":         {func(u *common.ConfigUpdate) { group(u).Groups["museum"].ProtoReflect().SetUnknown(unknown) }, odd},
		"fail/content of a mere mention":   {func(u *common.ConfigUpdate) { group(u).Values["Capabilities"].Value = []byte("x") }, odd},
		"fail/a name that leads elsewhere": {func(u *common.ConfigUpdate) { group(u).Groups["a/b"] = &common.ConfigGroup{ModPolicy: "Admins"} }, "a/b is no name"},
		"fail/a name that paints":          {func(u *common.ConfigUpdate) { group(u).Groups["a\x1b[2K"] = &common.ConfigGroup{ModPolicy: "Admins"} }, `a\u001b[2K is no name`},
		"fail/nothing at all":              {func(u *common.ConfigUpdate) { u.ReadSet, u.WriteSet = nil, nil }, odd},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := withUpdate(t, drafted, test.alter).Explain(n.config)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
	later := copyOf(n.config)
	later.Sequence++
	_, err = drafted.Explain(later)
	require.ErrorContains(t, err, "the change rests on configuration 7 of the channel, which is at 8 now")
	renumbered := drafted
	renumbered.Sequence++
	_, err = renumbered.Explain(later)
	require.NoError(t, err, "of a channel that changed elsewhere")
	done, err := applied(n.config, updateOf(t, drafted), anybody)
	require.NoError(t, err)
	_, err = renumbered.Explain(done)
	require.ErrorContains(t, err, odd, "once more")
}

// What somebody else drafted may hold what no edit of ours makes: it is said.
func TestExplainWarns(t *testing.T) {
	t.Parallel()
	n, joining := newNetwork(t, channel.BFT), hostfiletest.New(t, "joining", 1)
	museum := n.hosts["museum"].File.Orderers[0]
	for name, test := range map[string]struct {
		alter func(*common.Config)
		want  string
	}{
		"one host twice": {func(c *common.Config) {
			hosts(c).Groups["double"] = copyOf(c).ChannelGroup.Groups["Application"].Groups["museum"]
		}, "double has an authority in common with museum: one host would count twice"},
		"a host with other rules": {func(c *common.Config) {
			require.NoError(t, change.AddHost(joining.File)(c))
			hosts(c).Groups["joining"].Policies["Admins"] = hosts(c).Groups["joining"].Policies["Readers"]
		}, "joining is not defined as this program defines an organization"},
		"certificates from elsewhere": {func(c *common.Config) {
			setConsenter(t, c, "orderers.museum.example:7050", joining.Orderer(t, museum.Name, museum.Address).TLS)
		}, "the orderer of ? at orderers.museum.example:7050 gets other certificates"},
		"another's orderer in its place": {func(c *common.Config) {
			setConsenter(t, c, "orderers.museum.example:7050", joining.Orderer(t, museum.Name, "elsewhere.example:7050").TLS)
			moveConsenter(t, c, "orderers.museum.example", "elsewhere.example")
		}, "the orderer at orderers.museum.example:7050 no longer takes part in ordering\nthe orderer of ? at elsewhere.example:7050 takes part in ordering from now on"},
		"servers of its parties": {func(c *common.Config) {
			require.NoError(t, change.AddHost(joining.File)(c))
			define(t, hosts(c).Groups["joining"], func(defined *msp.FabricMSPConfig) {
				defined.TlsIntermediateCerts[0] = []byte(hostfiletest.PEM(hostfiletest.Clients(t, joining.Members, func(x *x509.Certificate) {
					x.PermittedDNSDomains = nil
				})))
			})
		}, "joining is not defined as this program defines an organization"},
		"authorities of another": {func(c *common.Config) {
			hosts(c).Groups["museum"].Values["MSP"].Value = hosts(c).Groups["state"].Values["MSP"].Value
		}, "museum gets other authorities. From then on, fingerprint of"},
		"an address that is none": {func(c *common.Config) {
			value, err := proto.Marshal(&common.OrdererAddresses{Addresses: []string{"a:1\nhost museum is removed"}})
			require.NoError(t, err)
			orderers(c).Groups["museum-orderer"].Values["Endpoints"].Value = value
		}, `to "a:1\nhost museum is removed"`},
		"the rule for blocks": {func(c *common.Config) {
			orderers(c).Policies["BlockValidation"] = orderers(c).Policies["Writers"]
		}, "the way in which blocks are ordered changes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			altered := copyOf(n.config)
			test.alter(altered)
			require.Contains(t, explained(t, n.config, altered), test.want)
		})
	}
}

// A value that is told of in one place is not in another, nor a rule that was wrong before.
func TestExplainKnowsPlaces(t *testing.T) {
	t.Parallel()
	for _, consensus := range []string{channel.Raft, channel.BFT} {
		n := newNetwork(t, consensus)
		for _, group := range []func(*common.Config) *common.ConfigGroup{
			(*common.Config).GetChannelGroup, hosts, orderers,
			func(c *common.Config) *common.ConfigGroup { return hosts(c).Groups["museum"] },
			func(c *common.Config) *common.ConfigGroup { return orderers(c).Groups["museum-orderer"] },
		} {
			for _, name := range []string{"MSP", "AnchorPeers", "Endpoints", "ConsensusType", "Orderers"} {
				if group(n.config).Values[name] != nil {
					continue
				}
				before := copyOf(n.config)
				group(before).Values[name] = &common.ConfigValue{ModPolicy: "Admins"}
				now := copyOf(before)
				value, err := proto.Marshal(&common.OrdererAddresses{Addresses: []string{"\x0a\x01a\x10\x01"}})
				require.NoError(t, err)
				group(now).Values[name].Value = value
				require.Contains(t, explained(t, before, now), "/"+name+" changes")
			}
		}
	}
	n := newNetwork(t, channel.BFT)
	before := copyOf(n.config)
	orderers(before).Policies["BlockValidation"].Policy = orderers(before).Policies["Writers"].Policy
	require.Contains(t, explained(t, before, n.config), "the way in which blocks are ordered changes")
}

// setConsenter gives the orderer at an address another TLS certificate.
func setConsenter(t *testing.T, c *common.Config, address, certificate string) {
	t.Helper()
	eachConsenter(t, c, func(one *common.Consenter) {
		if strings.HasPrefix(address, one.Host+":") {
			one.ServerTlsCert, one.ClientTlsCert = []byte(certificate), []byte(certificate)
		}
	})
}

// moveConsenter gives it another domain.
func moveConsenter(t *testing.T, c *common.Config, from, to string) {
	t.Helper()
	eachConsenter(t, c, func(one *common.Consenter) { one.Host = strings.Replace(one.Host, from, to, 1) })
}

// eachConsenter alters the orderers that take part, as BFT names them.
func eachConsenter(t *testing.T, c *common.Config, alter func(*common.Consenter)) {
	t.Helper()
	var all common.Orderers
	value := orderers(c).Values["Orderers"]
	require.NoError(t, proto.Unmarshal(value.Value, &all))
	for _, one := range all.ConsenterMapping {
		alter(one)
	}
	content, err := proto.Marshal(&all)
	require.NoError(t, err)
	value.Value = content
}
