package charter_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// defectCase is one change of the whole charter, and the only defect that comes of it.
type defectCase struct {
	change  func(*charter.Charter)
	path    string
	problem charter.Problem
	params  map[string]string
}

// inClass changes the class full, inRule the rule for resolutions.
func inClass(change func(*charter.Class)) func(*charter.Charter) {
	return func(c *charter.Charter) { change(&c.Classes[0]) }
}

func inRule(change func(*charter.Rule)) func(*charter.Charter) {
	return func(c *charter.Charter) { change(c.Rules[charter.Resolve]) }
}

// openRule is a charter whose members enter without a vote.
func openRule(change func(*charter.Rule)) func(*charter.Charter) {
	return func(c *charter.Charter) {
		rule := charter.Rule{Open: true}
		change(&rule)
		c.Rules[charter.Admit] = &rule
	}
}

// inProxies lets members be represented in resolutions, and changes how.
func inProxies(change func(*charter.ProxyTerms)) func(*charter.Charter) {
	return func(c *charter.Charter) {
		c.Proxies = &charter.ProxyTerms{Most: 2, Longest: "P30D"}
		c.Rules[charter.Resolve].Proxies = true
		change(c.Proxies)
	}
}

// named is a number of parties.
func named(count int) (parties []string) {
	for i := range count {
		parties = append(parties, "p"+strconv.Itoa(i)+"@h")
	}
	return parties
}

var defectCases = map[string]defectCase{
	"schema":                {func(c *charter.Charter) { c.Schema = 2 }, "schema", charter.WrongSchema, map[string]string{"must": "1"}},
	"founders' class":       {func(c *charter.Charter) { c.Founders = "boss" }, "founders", charter.Undeclared, map[string]string{"what": "class", "value": "boss"}},
	"record date":           {func(c *charter.Charter) { c.RecordDate = "a week" }, "recordDate", charter.NotDuration, map[string]string{"value": "a week"}},
	"record date in months": {func(c *charter.Charter) { c.RecordDate = "P1M" }, "recordDate", charter.NotDuration, map[string]string{"value": "P1M"}},
	"zone by a name":        {func(c *charter.Charter) { c.Zone = "Asia/Shanghai" }, "zone", charter.NotZone, map[string]string{"value": "Asia/Shanghai"}},
	"class id":              {func(c *charter.Charter) { c.Classes[1].ID = "Ob" }, "classes[1].id", charter.NotSlug, map[string]string{"value": "Ob"}},
	"class name":            {inClass(func(k *charter.Class) { k.Names = form.Names{"en": " Full"} }), "classes[0].names", charter.Problem(refusal.BadText), map[string]string{"field": "classes[0].names.en", "problem": "spaceAtAnEnd", "character": "U+0020", "place": "1"}},
	"class without kinds":   {inClass(func(k *charter.Class) { k.Kinds = nil }), "classes[0].kinds", charter.Missing, map[string]string{}},
	"an open rule's vote":   {openRule(func(r *charter.Rule) { r.Voting = "P1D" }), "rules.admit.voting", charter.NoUse, map[string]string{"because": "open"}},
	"an open rule's pass":   {openRule(func(r *charter.Rule) { r.Pass = chartertest.ForVotes(2) }), "rules.admit.pass", charter.NoUse, map[string]string{"because": "open"}},
	"an open rule's early":  {openRule(func(r *charter.Rule) { r.Early = true }), "rules.admit.early", charter.NoUse, map[string]string{"because": "open"}},
	"an open expulsion":     {func(c *charter.Charter) { c.Rules[charter.Expel] = &charter.Rule{Open: true} }, "rules.expel.open", charter.NoUse, map[string]string{"because": "expel"}},
	"an open rule's expiry": {openRule(func(r *charter.Rule) { r.Expiry = "P1D" }), "rules.admit.expiry", charter.NoUse, map[string]string{"because": "sponsors, discussion"}},
	"an open rule's sponsors, out of reach": {openRule(func(r *charter.Rule) {
		r.Sponsors, r.Expiry = chartertest.Sponsors(50), "P1D"
	}), "rules.admit.sponsors", charter.Unreachable, map[string]string{"voters": "0"}},
	"kind twice": {inClass(func(k *charter.Class) {
		k.Kinds = []charter.Kind{"enterprise", "academic", "association", "enterprise"}
	}), "classes[0].kinds[3]", charter.Repeated, map[string]string{"value": "enterprise"}},
	"unknown right":                 {inClass(func(k *charter.Class) { k.GraceRights = []charter.Right{"veto"} }), "classes[0].graceRights[0]", charter.NotAmong, map[string]string{"value": "veto", "choices": "voice, vote, propose, sponsor, seat, read"}},
	"class weighs by no measure":    {inClass(func(k *charter.Class) { k.Weights = charter.Weights{"acres": 1} }), "classes[0].weights.acres", charter.Undeclared, map[string]string{"what": "measure", "value": "acres"}},
	"class weighs too much":         {inClass(func(k *charter.Class) { k.Weights = charter.Weights{chartertest.Population: charter.MaxWeight + 1} }), "classes[0].weights.population", charter.OutOfRange, map[string]string{"value": "1000000001", "least": "0", "most": "1000000000"}},
	"fewer members than none":       {func(c *charter.Charter) { c.Classes[2].Most = -1 }, "classes[2].most", charter.OutOfRange, map[string]string{"value": "-1", "least": "0", "most": "10000"}},
	"more members than are counted": {func(c *charter.Charter) { c.Classes[2].Most = 10_001 }, "classes[2].most", charter.OutOfRange, map[string]string{"value": "10001", "least": "0", "most": "10000"}},
	"duration":                      {inClass(func(k *charter.Class) { k.Duration = "P1W" }), "classes[0].duration", charter.NotDuration, map[string]string{"value": "P1W"}},
	"more years than a hundred":     {inClass(func(k *charter.Class) { k.Duration = "P100Y1M" }), "classes[0].duration", charter.OutOfRange, map[string]string{"value": "P100Y1M", "least": "1s", "most": "878400h0m0s"}},
	"proxies for none":              {inProxies(func(p *charter.ProxyTerms) { p.Most = 0 }), "proxies.most", charter.OutOfRange, map[string]string{"value": "0", "least": "1", "most": "100"}},
	"proxies for too many":          {inProxies(func(p *charter.ProxyTerms) { p.Most = 101 }), "proxies.most", charter.OutOfRange, map[string]string{"value": "101", "least": "1", "most": "100"}},
	"proxies of friends":            {inProxies(func(p *charter.ProxyTerms) { p.Holders = "friends" }), "proxies.holders", charter.NotAmong, map[string]string{"value": "friends", "choices": ", class, members"}},
	"proxies, and both vote":        {inProxies(func(p *charter.ProxyTerms) { p.Principal = "both" }), "proxies.principal", charter.NotAmong, map[string]string{"value": "both", "choices": ", overrides"}},
	"proxies for ever":              {inProxies(func(p *charter.ProxyTerms) { p.Longest = "ever" }), "proxies.longest", charter.NotDuration, map[string]string{"value": "ever"}},
	"proxies that come second":      {inProxies(func(p *charter.ProxyTerms) { p.Principal = charter.PrincipalOverrides }), "rules.resolve.early", charter.NoUse, map[string]string{"because": "proxies.principal"}},
	"proxies in no rule":            {func(c *charter.Charter) { c.Proxies = &charter.ProxyTerms{Most: 2} }, "proxies", charter.NoUse, map[string]string{"because": "rules"}},
	"a rule's proxies alone":        {inRule(func(r *charter.Rule) { r.Proxies = true }), "rules.resolve.proxies", charter.Undeclared, map[string]string{"what": "proxies", "value": "proxies"}},
	"grace of no term":              {inClass(func(k *charter.Class) { k.Grace = "P1D" }), "classes[0].grace", charter.NoUse, map[string]string{"because": "duration"}},
	"probation too long":            {inClass(func(k *charter.Class) { k.Probation = "P36601D" }), "classes[0].probation", charter.OutOfRange, map[string]string{"value": "P36601D", "least": "1s", "most": "878400h0m0s"}},
	"rights of no probation":        {inClass(func(k *charter.Class) { k.ProbationRights = []charter.Right{charter.Voice} }), "classes[0].probationRights", charter.NoUse, map[string]string{"because": "probation"}},
	"class agrees to nothing":       {inClass(func(k *charter.Class) { k.Agreements = []string{chartertest.Code, "oath"} }), "classes[0].agreements[1]", charter.Undeclared, map[string]string{"what": "agreement", "value": "oath"}},
	"dues of no charter":            {func(c *charter.Charter) { c.Classes[0].Dues, c.Dues = true, nil }, "classes[0].dues", charter.Undeclared, map[string]string{"what": "dues", "value": "dues"}},

	"measure id":          {func(c *charter.Charter) { c.Measures = append(c.Measures, c.Measures[0]) }, "measures[1].id", charter.Repeated, map[string]string{"value": chartertest.Population}},
	"no seats":            {func(c *charter.Charter) { c.Organs[1].Seats = 0 }, "organs[1].seats", charter.OutOfRange, map[string]string{"value": "0", "least": "1", "most": "200"}},
	"term of a seat":      {func(c *charter.Charter) { c.Organs[1].Duration = "PT0S" }, "organs[1].duration", charter.OutOfRange, map[string]string{"value": "PT0S", "least": "1s", "most": "878400h0m0s"}},
	"seats for no class":  {func(c *charter.Charter) { c.Organs[1].Who = &charter.Who{Classes: []string{"full", "boss"}} }, "organs[1].who.classes[1]", charter.Undeclared, map[string]string{"what": "class", "value": "boss"}},
	"version":             {func(c *charter.Charter) { c.Agreements[0].Version = "" }, "agreements[0].version", charter.Problem(refusal.Required), map[string]string{"field": "version"}},
	"digest":              {func(c *charter.Charter) { c.Agreements[0].Digest = "d" }, "agreements[0].digest", charter.Problem(refusal.BadDigest), map[string]string{"field": "digest"}},
	"grace to agree":      {func(c *charter.Charter) { c.Agreements[0].Grace = "soon" }, "agreements[0].grace", charter.NotDuration, map[string]string{"value": "soon"}},
	"grace to pay":        {func(c *charter.Charter) { c.Dues.Grace = "soon" }, "dues.grace", charter.NotDuration, map[string]string{"value": "soon"}},
	"nobody records dues": {func(c *charter.Charter) { c.Dues.By = nil }, "dues.by", charter.Missing, map[string]string{}},
	"figure like a count": {func(c *charter.Charter) { c.Figures[0].ID = "cast" }, "figures[0].id", charter.Repeated, map[string]string{"value": "cast"}},
	"kind id": {func(c *charter.Charter) {
		c.Resolutions = []charter.ResolutionKind{{ID: "Special", Names: chartertest.En("S")}}
	}, "resolutions[0].id", charter.NotSlug, map[string]string{"value": "Special"}},
	"resolution twice": {func(c *charter.Charter) {
		special := charter.ResolutionKind{ID: "special", Names: chartertest.En("S")}
		c.Resolutions = []charter.ResolutionKind{special, special}
	}, "resolutions[1].id", charter.Repeated, map[string]string{"value": "special"}},
	"many kinds": {func(c *charter.Charter) {
		for i := range 21 {
			c.Resolutions = append(c.Resolutions, charter.ResolutionKind{ID: "k" + strconv.Itoa(i), Names: chartertest.En("K")})
		}
	}, "resolutions", charter.OutOfRange, map[string]string{"value": "21", "least": "0", "most": "20"}},
	"rule of no kind": {func(c *charter.Charter) { c.Rules["resolve/special"] = chartertest.TwoVotes() }, "rules.resolve/special", charter.Undeclared, map[string]string{"what": "resolution", "value": "special"}},
	"kind without a rule": {func(c *charter.Charter) {
		c.Resolutions = []charter.ResolutionKind{{ID: "special", Names: chartertest.En("S")}}
		delete(c.Rules, charter.Resolve)
	}, "rules.resolve/special", charter.Missing, map[string]string{}},
	"recorder of no organ": {func(c *charter.Charter) { c.Figures[0].By = &charter.Who{Organ: "senate"} }, "figures[0].by.organ", charter.Undeclared, map[string]string{"what": "organ", "value": "senate"}},

	"many requirements": {inClass(func(k *charter.Class) {
		k.Requires = make([]charter.Requirement, 21)
		for i := range k.Requires {
			k.Requires[i].Evidence = true
		}
	}), "classes[0].requires", charter.OutOfRange, map[string]string{"value": "21", "least": "0", "most": "20"}},
	"empty requirement":       {inClass(func(k *charter.Class) { k.Requires = []charter.Requirement{{Evidence: true}, {}} }), "classes[0].requires[1]", charter.NotOneOf, map[string]string{"choices": "agreement, jurisdictions, evidence, standing, memberOf, notMemberOf, memberFor"}},
	"two requirements in one": {inRule(func(r *charter.Rule) { r.Requires = []charter.Requirement{{Evidence: true, Standing: "good"}} }), "rules.resolve.requires[0]", charter.NotOneOf, map[string]string{"choices": "agreement, jurisdictions, evidence, standing, memberOf, notMemberOf, memberFor"}},
	"required agreement":      {inRule(func(r *charter.Rule) { r.Requires = []charter.Requirement{{Agreement: "oath"}} }), "rules.resolve.requires[0].agreement", charter.Undeclared, map[string]string{"what": "agreement", "value": "oath"}},
	"required standing":       {inRule(func(r *charter.Rule) { r.Requires = []charter.Requirement{{Standing: "grace"}} }), "rules.resolve.requires[0].standing", charter.NotAmong, map[string]string{"value": "grace", "choices": "good"}},
	"required time":           {inRule(func(r *charter.Rule) { r.Requires = []charter.Requirement{{MemberFor: "long"}} }), "rules.resolve.requires[0].memberFor", charter.NotDuration, map[string]string{"value": "long"}},
	"required country":        {inRule(func(r *charter.Rule) { r.Requires = []charter.Requirement{{Jurisdictions: []string{"CN", "XX"}}} }), "rules.resolve.requires[0].jurisdictions", charter.NotAmong, map[string]string{"value": "XX", "choices": "ISO 3166-1"}},
	"required empty country":  {inRule(func(r *charter.Rule) { r.Requires = []charter.Requirement{{Jurisdictions: []string{""}}} }), "rules.resolve.requires[0].jurisdictions", charter.NotAmong, map[string]string{"value": "", "choices": "ISO 3166-1"}},
	"required alliance": {inRule(func(r *charter.Rule) {
		r.Requires = []charter.Requirement{{MemberOf: "zgc@industry"}, {NotMemberOf: "zgc"}}
	}), "rules.resolve.requires[1]", charter.Problem(refusal.BadID), map[string]string{"field": "alliance", "value": "zgc"}},

	"no action":             {func(c *charter.Charter) { c.Rules["crown"] = chartertest.TwoVotes() }, "rules.crown", charter.NotAmong, map[string]string{"value": "crown", "choices": "admit, suspend, reinstate, expel, reclassify, renew, succeed, amend, seat, elect, vacate, mandate, recognize, resolve, dissolve"}},
	"no rule":               {func(c *charter.Charter) { c.Rules[charter.Resolve] = nil }, "rules.resolve", charter.Missing, map[string]string{}},
	"rule for no class":     {func(c *charter.Charter) { c.Rules["admit/boss"] = chartertest.TwoVotes() }, "rules.admit/boss", charter.Undeclared, map[string]string{"what": "class", "value": "boss"}},
	"rule for no organ":     {func(c *charter.Charter) { c.Rules["vacate/senate"] = chartertest.TwoVotes() }, "rules.vacate/senate", charter.Undeclared, map[string]string{"what": "organ", "value": "senate"}},
	"rule of no part":       {func(c *charter.Charter) { c.Rules["expel/full"] = chartertest.TwoVotes() }, "rules.expel/full", charter.NoUse, map[string]string{"because": "expel"}},
	"timelock":              {inRule(func(r *charter.Rule) { r.Timelock = "PT0S" }), "rules.resolve.timelock", charter.OutOfRange, map[string]string{"value": "PT0S", "least": "1s", "most": "8784h0m0s"}},
	"expiry of nothing":     {inRule(func(r *charter.Rule) { r.Expiry = "P1D" }), "rules.resolve.expiry", charter.NoUse, map[string]string{"because": "sponsors, discussion"}},
	"discussion":            {inRule(func(r *charter.Rule) { r.Discussion, r.Expiry = "PT0S", "P1D" }), "rules.resolve.discussion", charter.OutOfRange, map[string]string{"value": "PT0S", "least": "1s", "most": "8784h0m0s"}},
	"discussed too long":    {inRule(func(r *charter.Rule) { r.Discussion, r.Expiry = "P1D", "PT24H" }), "rules.resolve.expiry", charter.ExpiresFirst, map[string]string{"discussion": "P1D"}},
	"discussed for a month": {inRule(func(r *charter.Rule) { r.Discussion, r.Expiry = "P1M", "P31D" }), "rules.resolve.expiry", charter.ExpiresFirst, map[string]string{"discussion": "P1M"}},
	"expires after a month": {inRule(func(r *charter.Rule) { r.Discussion, r.Expiry = "P28D", "P1M" }), "rules.resolve.expiry", charter.ExpiresFirst, map[string]string{"discussion": "P28D"}},
	"clear days and expiry": {inRule(func(r *charter.Rule) {
		r.Discussion, r.Expiry, r.Clear = "P14D", "P15D", []charter.ClearPeriod{"discussion"}
	}), "rules.resolve.expiry", charter.ExpiresFirst, map[string]string{"discussion": "P14D"}},
	"voting for thirteen months": {inRule(func(r *charter.Rule) { r.Voting = "P13M" }), "rules.resolve.voting", charter.OutOfRange, map[string]string{"value": "P13M", "least": "10s", "most": "8784h0m0s"}},
	"clear hours":                {inRule(func(r *charter.Rule) { r.Voting, r.Clear = "PT48H", []charter.ClearPeriod{"voting"} }), "rules.resolve.voting", charter.NotClearDays, map[string]string{"value": "PT48H", "most": "365"}},
	"too many clear days":        {inRule(func(r *charter.Rule) { r.Voting, r.Clear = "P366D", []charter.ClearPeriod{"voting"} }), "rules.resolve.voting", charter.NotClearDays, map[string]string{"value": "P366D", "most": "365"}},
	"clear days of nothing":      {inRule(func(r *charter.Rule) { r.Clear = []charter.ClearPeriod{"discussion"} }), "rules.resolve.discussion", charter.NotClearDays, map[string]string{"value": "", "most": "365"}},
	"clear days of a timelock":   {inRule(func(r *charter.Rule) { r.Clear = []charter.ClearPeriod{"timelock"} }), "rules.resolve.clear[0]", charter.NotAmong, map[string]string{"value": "timelock", "choices": "discussion, voting"}},
	"longest of an expulsion":    {func(c *charter.Charter) { c.Rules[charter.Expel].Longest = "P1Y" }, "rules.expel.longest", charter.NoUse, map[string]string{"because": "expel"}},
	"longest of all":             {func(c *charter.Charter) { c.Rules[charter.Suspend].Longest = "P101Y" }, "rules.suspend.longest", charter.OutOfRange, map[string]string{"value": "P101Y", "least": "1s", "most": "878400h0m0s"}},
	"clear days twice":           {inRule(func(r *charter.Rule) { r.Voting, r.Clear = "P14D", []charter.ClearPeriod{"voting", "voting"} }), "rules.resolve.clear[1]", charter.Repeated, map[string]string{"value": "voting"}},
	"affiliates":                 {inRule(func(r *charter.Rule) { r.Affiliates = "two" }), "rules.resolve.affiliates", charter.NotAmong, map[string]string{"value": "two", "choices": ", one"}},
	"nobody and others":          {inRule(func(r *charter.Rule) { r.Recused = []charter.Recusal{charter.RecuseNobody, charter.RecuseFiler} }), "rules.resolve.recused", charter.NoUse, map[string]string{"because": "nobody"}},
	"recused twice":              {inRule(func(r *charter.Rule) { r.Recused = []charter.Recusal{charter.RecuseFiler, charter.RecuseFiler} }), "rules.resolve.recused[1]", charter.Repeated, map[string]string{"value": "filer"}},
	"cap of all":                 {inRule(func(r *charter.Rule) { r.Cap = "1/1" }), "rules.resolve.cap", charter.NotShare, map[string]string{"value": "1/1"}},
	"cap of nothing":             {inRule(func(r *charter.Rule) { r.Cap = "0/1" }), "rules.resolve.cap", charter.NotShare, map[string]string{"value": "0/1"}},
	"early, and changing":        {inRule(func(r *charter.Rule) { r.Changing = true }), "rules.resolve.early", charter.NoUse, map[string]string{"because": "changing"}},
	"early, and lapsing":         {inRule(func(r *charter.Rule) { r.Suspended = charter.SuspendedLapse }), "rules.resolve.early", charter.NoUse, map[string]string{"because": "suspended"}},
	"no measure":                 {inRule(func(r *charter.Rule) { r.Pass.Measure = "acres" }), "rules.resolve.pass.measure", charter.Undeclared, map[string]string{"what": "measure", "value": "acres"}},
	"no base":                    {inRule(func(r *charter.Rule) { r.Pass.Of, r.Pass.AtLeast = "quorum", "1/2" }), "rules.resolve.pass.of", charter.NotAmong, map[string]string{"value": "quorum", "choices": "cast, taking part, electorate, attendance"}},
	"hosts weighed":              {inRule(func(r *charter.Rule) { r.Pass.Votes, r.Pass.Measure = "hosts", chartertest.Population }), "rules.resolve.pass.of", charter.NoShareOf, map[string]string{"votes": "hosts"}},
	"parts with an amount": {inRule(func(r *charter.Rule) {
		r.Veto = &charter.Expression{All: []charter.Expression{chartertest.ForVotes(1)}, AtLeast: "1"}
	}), "rules.resolve.veto", charter.NoUse, map[string]string{"because": "votes"}},
	"amount":            {inRule(func(r *charter.Rule) { r.Pass.AtLeast = "02" }), "rules.resolve.pass.atLeast", charter.NotAmount, map[string]string{"value": "02"}},
	"fraction of none":  {inRule(func(r *charter.Rule) { r.Pass.AtLeast = "1/2" }), "rules.resolve.pass.atLeast", charter.FractionOfNone, map[string]string{}},
	"more than all":     {inRule(func(r *charter.Rule) { r.Pass.Of, r.Pass.AtLeast = "cast", "3/2" }), "rules.resolve.pass.atLeast", charter.MoreThanWhole, map[string]string{}},
	"sponsors by votes": {inRule(func(r *charter.Rule) { r.Sponsors, r.Expiry = ptr(chartertest.ForVotes(1)), "P1D" }), "rules.resolve.sponsors", charter.NotAmong, map[string]string{"value": "for", "choices": "sponsors, hosts, groups"}},
	"sponsors weighed": {inRule(func(r *charter.Rule) {
		r.Sponsors, r.Expiry = chartertest.Sponsors(1), "P1D"
		r.Sponsors.Measure = chartertest.Population
	}), "rules.resolve.sponsors", charter.NoShareOf, map[string]string{"votes": "sponsors"}},
	"no rules":             {func(c *charter.Charter) { c.Rules = nil }, "rules", charter.Missing, map[string]string{}},
	"a party that is none": {inRule(func(r *charter.Rule) { r.Proposers = &charter.Who{Parties: []string{"f0@host-0", "f1"}} }), "rules.resolve.proposers.parties[1]", charter.Problem(refusal.BadID), map[string]string{"field": "parties", "value": "f1"}},
	"an organ of several twice": {inRule(func(r *charter.Rule) {
		r.Proposers = &charter.Who{Organs: []string{chartertest.Board, chartertest.Board}}
	}), "rules.resolve.proposers.organs[1]", charter.Repeated, map[string]string{"value": "board"}},
	"no such organ of several": {inRule(func(r *charter.Rule) { r.Proposers = &charter.Who{Organs: []string{chartertest.Board, "court"}} }), "rules.resolve.proposers.organs[1]", charter.Undeclared, map[string]string{"what": "organ", "value": "court"}},
	"an organ, and several": {inRule(func(r *charter.Rule) {
		r.Proposers = &charter.Who{Organ: chartertest.Board, Organs: []string{chartertest.Council}}
	}), "rules.resolve.proposers.organs", charter.NoUse, map[string]string{"because": "organ"}},
	"several organs, and none": {inRule(func(r *charter.Rule) { r.Proposers = &charter.Who{Classes: []string{"full"}, Organs: []string{}} }), "rules.resolve.proposers", charter.NamesNobody, map[string]string{}},
	"a reason of a sponsor":    {inRule(func(r *charter.Rule) { r.Reasons = []charter.Position{charter.Sponsor} }), "rules.resolve.reasons[0]", charter.NotAmong, map[string]string{"value": "sponsor", "choices": "for, against, abstain"}},
	"many parties":             {inRule(func(r *charter.Rule) { r.Proposers = &charter.Who{Parties: named(51)} }), "rules.resolve.proposers.parties", charter.OutOfRange, map[string]string{"value": "51", "least": "0", "most": "50"}},
	"many parties in all": {func(c *charter.Charter) {
		parties := named(501)
		for i, key := range c.Rules.Keys() {
			if from := 50 * i; from < len(parties) {
				c.Rules[key].Proposers = &charter.Who{Parties: parties[from:min(from+50, len(parties))]}
			}
		}
	}, "rules", charter.Problem(refusal.TooMany), map[string]string{"what": "parties", "most": "500"}},

	"seats that nobody fills": {func(c *charter.Charter) {
		delete(c.Rules, charter.SeatAction)
		c.Dues.By = &charter.Who{Organ: chartertest.Council}
	}, "organs[1]", charter.NeverSeated, map[string]string{"organ": chartertest.Council}},
}

// Each defect is named by its place, its problem and what there is to say of it.
func TestDefects(t *testing.T) {
	t.Parallel()
	founders := []string{"f0@host-0", "f1@host-1", "f2@host-2", "f3@host-3"}
	whole := chartertest.Whole()
	require.Empty(t, whole.Defects(whole.FounderComposition(founders, nil)))
	for name, row := range defectCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chartertest.WholeWith(row.change)
			list := c.Defects(c.FounderComposition(founders, nil))
			require.Equal(t, []charter.Defect{{Path: row.path, Problem: row.problem, Params: row.params}}, list)

			var denied *refusal.Error
			require.ErrorAs(t, c.Validate(c.FounderComposition(founders, nil)), &denied)
			require.Equal(t, refusal.CharterInvalid, denied.Code)
			require.Equal(t, row.path, denied.Params["path"])
			require.Equal(t, string(row.problem), denied.Params["problem"])
			if len(row.params) == 0 {
				list[0].Params = nil // JSON leaves them out
			}
			require.Equal(t, list, charter.DefectsIn(denied))
		})
	}
}

// Only a refusal of a charter lists defects, and no more of them than are of use.
func TestDefectsIn(t *testing.T) {
	t.Parallel()
	require.Nil(t, charter.DefectsIn(refusal.New(refusal.NoRule)))
	require.Nil(t, charter.DefectsIn(refusal.New(refusal.CharterInvalid, "faults", "none")))
	c := chartertest.Whole()
	for range 60 {
		c.Classes[0].Kinds = append(c.Classes[0].Kinds, charter.Kind(strings.Repeat("k", 100)))
	}
	list := c.Defects(charter.Composition{})
	require.Len(t, list, 100)
	require.Equal(t, strings.Repeat("k", 80)+"…", list[0].Params["value"])
}

// A charter that leaves a class out which has members is refused once for it.
func TestClassInUse(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	c.Classes = c.Classes[:2]
	blocs := []charter.Bloc{{Class: "full", Active: 5}, {Class: "guest", Active: 1}, {Class: "guest", Group: "g@h", Active: 2}}
	d := charter.NewDefects(charter.Engine)
	work := c.Examine(d, c.MemberComposition(blocs, []charter.Voter{{Party: "ada@h", Class: "full"}}))
	require.Positive(t, work)
	d.AddClassInUse("guest")
	require.False(t, d.None())
	require.Equal(t, []charter.Defect{{
		Path: "classes", Problem: charter.InUse, Params: map[string]string{"what": "class", "value": "guest"},
	}}, charter.DefectsIn(refusal.From(d.Err())))
}
