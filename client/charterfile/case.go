package charterfile

import (
	"maps"
	"slices"
	"strconv"

	"allianceregistry/internal/input"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/trial"
)

// Cases are the tests of a charter: members, what was recorded, and what must come
// of which votes.
type Cases struct {
	Members []Member       `json:"members"`
	Figures map[string]int `json:"figures"`
	Cases   []Case         `json:"cases"`
	lines   input.Lines
}

// Case is one proposal, who votes how, and what must come of it.
type Case struct {
	Name   form.Names     `json:"name"`
	Action charter.Action `json:"action"`
	// Class is the one that a subject would enter; Organ that of a seat; Resolution the kind
	// of a resolution, Amendment that of an amendment.
	Class      string `json:"class"`
	Organ      string `json:"organ"`
	Resolution string `json:"resolution"`
	Amendment  string `json:"amendment"`
	// Seats are those that an election fills, Candidates the members who stand in it, Ballots whom
	// members vote for in it, by who votes.
	Seats      int                 `json:"seats"`
	Candidates []string            `json:"candidates"`
	Ballots    map[string][]string `json:"ballots"`
	// Subject is whom the proposal is about; who wants to be admitted need not have
	// a name. Group is the affiliate group of one who is not a member.
	// Successor is who would succeed it, a member or not.
	Subject   string `json:"subject"`
	Group     string `json:"group"`
	Successor string `json:"successor"`
	// Emergency asks for the emergency rule.
	Emergency bool `json:"emergency"`
	// By is the member who proposes.
	By       string   `json:"by"`
	Sponsors []string `json:"sponsors"`
	Votes    Votes    `json:"votes"`
	// Proxies are those for whom members vote, by the holders: they vote as Votes says.
	Proxies map[string][]string `json:"proxies"`
	// Meeting is the kind of meeting at which it is decided, where that has to be said. Present
	// are the members who are there, all without it; SecondCall says that one before had no quorum.
	Meeting    string   `json:"meeting"`
	Present    []string `json:"present"`
	SecondCall bool     `json:"secondCall"`
	// Closed says that the voting period is over, which it is without it.
	Closed *bool `json:"closed"`
	// Prolonged are the votes that were given in each of its extensions.
	Prolonged []Votes `json:"prolonged"`
	// Suspended are members who were suspended after they voted.
	Suspended []string `json:"suspended"`
	// Steps are the votes that follow upon this one, each upon the one before it.
	Steps []Step `json:"steps"`
	// Members take the place of members of the same id, Figures of figures, in this
	// case alone.
	Members []Member       `json:"members"`
	Figures map[string]int `json:"figures"`
	Expect  Expect         `json:"expect"`
}

// Step is a vote that follows upon another: who votes how in it.
type Step struct {
	Votes     Votes               `json:"votes"`
	Proxies   map[string][]string `json:"proxies"`
	Closed    *bool               `json:"closed"`
	Prolonged []Votes             `json:"prolonged"`
	Suspended []string            `json:"suspended"`
}

// Votes are members by how they vote.
type Votes struct {
	For     []string `json:"for"`
	Against []string `json:"against"`
	Abstain []string `json:"abstain"`
}

// byPosition lists the voters of each position.
func (v Votes) byPosition() map[charter.Position][]string {
	return map[charter.Position][]string{
		charter.For: v.For, charter.Against: v.Against, charter.Abstain: v.Abstain,
	}
}

// Expect is what must come of a case. What is not given is not compared, save the
// members whose votes or sponsorships are refused: all of them must be given.
type Expect struct {
	Outcome trial.Outcome `json:"outcome"`
	// Code is for which the proposal is refused, or void.
	Code refusal.Code `json:"code"`
	// Elected are the members who are elected, in whatever order.
	Elected []string `json:"elected"`
	// Step is the vote that decides or is next, 0 being the first; Extended how often it was
	// prolonged.
	Step     *int `json:"step"`
	Extended *int `json:"extended"`
	// Electorate is how many members may vote.
	Electorate *int `json:"electorate"`
	// Refused are the codes for which members' votes and sponsorships are refused.
	Refused map[string]refusal.Code `json:"refused"`
	Figures []Figure                `json:"figures"`
}

// Figure is a comparison of the rule, described by what is counted, among whom, in which
// measure, and of what a share is taken; and what its numbers must be. One
// comparison that is described so must have all the numbers.
type Figure struct {
	Votes   charter.Count `json:"votes"`
	Who     *charter.Who  `json:"who"`
	Measure string        `json:"measure"`
	Of      charter.Count `json:"of"`
	Needed  *int          `json:"needed"`
	Actual  *int          `json:"actual"`
	Base    *int          `json:"base"`
	Met     *bool         `json:"met"`
}

// ReadCases reads the tests of a charter from YAML or JSON. It refuses with
// *Invalid what does not have their form, and names that no member has.
func ReadCases(content []byte) (Cases, error) {
	var c Cases
	lines, err := decode(content, &c)
	if err != nil {
		return c, err
	}
	c.lines = lines
	k := &checker{cases: c}
	k.check()
	return c, invalid(k.defects)
}

// checker looks at what the form does not say.
type checker struct {
	cases   Cases
	defects []Defect
}

func (k *checker) add(path string, problem charter.Problem, pairs ...string) {
	if len(k.defects) < maxDefects {
		k.defects = append(k.defects, Defect{charter.Defect{Path: path, Problem: problem, Params: params(pairs...)}, k.cases.lines.Of(path)})
	}
}

func (k *checker) check() {
	k.checkMembers("members", k.cases.Members)
	k.checkNumbers("figures", k.cases.Figures)
	if len(k.cases.Cases) == 0 {
		k.add("cases", charter.Missing)
	}
	for i, c := range k.cases.Cases {
		path := "cases[" + strconv.Itoa(i) + "]"
		k.checkMembers(path+".members", c.Members)
		k.checkNumbers(path+".figures", c.Figures)
		k.checkCase(path, c)
	}
}

// checkNumbers checks figures or weights, which the ledger takes from 0 on.
func (k *checker) checkNumbers(path string, values map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if value := values[name]; value < 0 || value > charter.MaxWeight {
			k.add(path+"."+name, charter.OutOfRange,
				"value", strconv.Itoa(value), "least", "0", "most", strconv.Itoa(charter.MaxWeight))
		}
	}
}

// checkMembers checks what members say of themselves.
func (k *checker) checkMembers(path string, members []Member) {
	for i, m := range members {
		at := path + "[" + strconv.Itoa(i) + "]"
		if _, err := expand(m.ID); err != nil {
			k.add(at+".id", NotRange, "value", m.ID)
		}
		k.checkNumbers(at+".weights", m.Weights)
		if m.Class == "" {
			k.add(at+".class", charter.Missing)
		}
		standings := []string{"", string(charter.Good), string(charter.Grace), string(charter.Inactive), string(charter.Lapsed)}
		if !slices.Contains(standings, string(m.Standing)) {
			k.add(at+".standing", charter.NotAmong, "value", string(m.Standing), "choices", "good, grace, inactive, lapsed")
		}
	}
}

func (k *checker) checkCase(path string, c Case) {
	if len(c.Name) == 0 {
		k.add(path+".name", charter.Missing)
	}
	if !slices.Contains(charter.Actions(), c.Action) {
		k.add(path+".action", charter.NotAmong, "value", string(c.Action), "choices", joinChoices(charter.Actions()))
	}
	if c.By == "" && c.Action != charter.Admit {
		k.add(path+".by", charter.Missing)
	}
	if !slices.Contains(trial.Outcomes(), c.Expect.Outcome) {
		k.add(path+".expect.outcome", charter.NotAmong, "value", string(c.Expect.Outcome), "choices", joinChoices(trial.Outcomes()))
	}
	roster, err := k.cases.roster(c)
	if err != nil {
		return // its members' ranges were reported
	}
	seen := map[string]bool{}
	for _, position := range trial.Positions() {
		k.checkNames(path+".votes."+string(position), roster, c.Votes.byPosition()[position], seen)
	}
	k.checkNames(path+".candidates", roster, c.Candidates, map[string]bool{})
	k.checkNames(path+".expect.elected", roster, c.Expect.Elected, map[string]bool{})
	for _, voter := range slices.Sorted(maps.Keys(c.Ballots)) {
		k.checkNames(path+".ballots", roster, []string{voter}, seen)
		k.checkNames(path+".ballots."+voter, roster, c.Ballots[voter], map[string]bool{})
	}
	k.checkNames(path+".sponsors", roster, c.Sponsors, map[string]bool{})
	k.checkNames(path+".present", roster, c.Present, map[string]bool{})
	k.checkVote(path, roster, Step{Proxies: c.Proxies, Prolonged: c.Prolonged, Suspended: c.Suspended}, seen)
	for i, step := range c.Steps {
		k.checkVote(path+".steps["+strconv.Itoa(i)+"]", roster, step, map[string]bool{})
	}
	for key := range c.Expect.Refused {
		if _, err := roster.parties([]string{key}); err != nil {
			k.add(path+".expect.refused."+key, UnknownMember, "value", key)
		}
	}
	if _, known := roster.party(c.By); !known && c.By != "" && c.Action != charter.Admit {
		k.add(path+".by", UnknownMember, "value", c.By)
	}
}

// checkVote checks who votes in a step, and for whom.
func (k *checker) checkVote(path string, roster roster, step Step, seen map[string]bool) {
	for _, position := range trial.Positions() {
		k.checkNames(path+".votes."+string(position), roster, step.Votes.byPosition()[position], seen)
		for i, later := range step.Prolonged {
			k.checkNames(path+".prolonged["+strconv.Itoa(i)+"]."+string(position), roster, later.byPosition()[position], seen)
		}
	}
	k.checkNames(path+".suspended", roster, step.Suspended, map[string]bool{})
	represented := map[string]bool{}
	for _, holder := range slices.Sorted(maps.Keys(step.Proxies)) {
		k.checkNames(path+".proxies", roster, []string{holder}, map[string]bool{})
		k.checkNames(path+".proxies."+holder, roster, step.Proxies[holder], represented)
	}
}

// checkNames checks a list of members, each of whom may stand once.
func (k *checker) checkNames(path string, roster roster, names []string, seen map[string]bool) {
	for i, name := range names {
		at := path + "[" + strconv.Itoa(i) + "]"
		parties, err := roster.parties([]string{name})
		if err != nil {
			k.add(at, UnknownMember, "value", name)
		}
		for _, party := range parties {
			if seen[party] {
				k.add(at, charter.Repeated, "value", name)
			}
			seen[party] = true
		}
	}
}

// Defects lists what a charter does not have that its tests speak of: classes,
// organs and figures.
func (c Cases) Defects(bylaws charter.Charter) []Defect {
	k := &checker{cases: c}
	k.checkDeclared("", bylaws, c.Members, c.Figures)
	for i, one := range c.Cases {
		k.checkDeclared("cases["+strconv.Itoa(i)+"]", bylaws, one.Members, one.Figures)
	}
	return k.defects
}

func (k *checker) checkDeclared(path string, c charter.Charter, members []Member, figures map[string]int) {
	for i, m := range members {
		at := input.Step(path, "members") + "[" + strconv.Itoa(i) + "]"
		if _, found := c.Class(m.Class); !found {
			k.add(at+".class", charter.Undeclared, "what", "class", "value", m.Class)
		}
		for j, organ := range m.Organs {
			if _, found := c.Organ(organ); !found {
				k.add(at+".organs["+strconv.Itoa(j)+"]", charter.Undeclared, "what", "organ", "value", organ)
			}
		}
		for measure := range m.Weights {
			if !slices.ContainsFunc(c.Measures, func(have charter.Measure) bool { return have.ID == measure && have.Own }) {
				k.add(at+".weights."+measure, charter.Undeclared, "what", "measure", "value", measure)
			}
		}
	}
	for figure := range figures {
		if _, found := c.FigureKind(figure); !found {
			k.add(input.Step(path, "figures")+"."+figure, charter.Undeclared, "what", "figure", "value", figure)
		}
	}
}

// joinChoices lists choices in a sentence.
func joinChoices[T ~string](choices []T) string {
	text := ""
	for i, choice := range choices {
		if i > 0 {
			text += ", "
		}
		text += string(choice)
	}
	return text
}
