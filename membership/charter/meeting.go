package charter

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// MeetingKind is a kind of meeting that the charter knows, such as the general meeting. What is
// decided at one has a rule of its own, "amend@general"; a rule without it decides outside of
// meetings. Those present vote there, and nobody else.
type MeetingKind struct {
	ID    string     `json:"id"`
	Names form.Names `json:"names"`
	// Who are those who meet: of them, and of those of them who are present, the quorum is
	// taken. Without it they are the members of classes with the right to vote.
	Who *Who `json:"who,omitempty" metadata:",optional"`
	// Conveners may call it. Chair opens it, puts its matters to the vote, adjourns and closes it.
	Conveners *Who `json:"conveners"`
	Chair     *Who `json:"chair"`
	// Notice is how long before it begins it is called: of whole days so many clear ones, by the
	// charter's zone.
	Notice form.Duration `json:"notice"`
	// CheckIn is how long before it begins members may say that they are there; without it
	// from the beginning on.
	CheckIn form.Duration `json:"checkIn,omitempty" metadata:",optional"`
	// Quorum must be met by those present for the meeting to be opened, and each time
	// something is put to the vote. Without it any number is enough.
	Quorum *Expression `json:"quorum,omitempty" metadata:",optional"`
	// Adjournment is the notice of a meeting that is continued; without it that of a new one.
	Adjournment form.Duration `json:"adjournment,omitempty" metadata:",optional"`
	// SecondCall is what holds once a meeting had no quorum and was adjourned for that.
	SecondCall *SecondCall `json:"secondCall,omitempty" metadata:",optional"`
	// Proxies lets a member be present by the one who represents it, as the charter's proxies say.
	Proxies bool `json:"proxies,omitempty" metadata:",optional"`
}

// SecondCall is the meeting that follows, with the same agenda, on one that had no quorum.
type SecondCall struct {
	// Wait is how long a quorum is waited for, from the time at which the meeting was to begin.
	Wait form.Duration `json:"wait,omitempty" metadata:",optional"`
	// Notice is the one of the second meeting, counted as that of the first.
	Notice form.Duration `json:"notice"`
	// Quorum is that of the second meeting; without it any number is enough.
	Quorum *Expression `json:"quorum,omitempty" metadata:",optional"`
}

// MaxMeetings is the most kinds of meetings of a charter.
const MaxMeetings = 10

// meetingMark stands in a rule's key before the kind of meeting.
const meetingMark = "@"

// At is the key of a rule that decides at a kind of meeting; of none the key itself.
func (x Action) At(meeting string) Action {
	if meeting == "" {
		return x
	}
	return x + meetingMark + Action(meeting)
}

// Meeting is the kind of meeting of which a rule's key speaks, empty for none.
func (x Action) Meeting() string {
	_, meeting, _ := strings.Cut(string(x), meetingMark)
	return meeting
}

// Outside is a rule's key without the kind of meeting.
func (x Action) Outside() Action {
	outside, _, _ := strings.Cut(string(x), meetingMark)
	return Action(outside)
}

// mark is what a rule's key says of meetings.
func (x Action) mark() string { return string(x[len(x.Outside()):]) }

// MeetingKind finds a kind of meeting by its id.
func (c Charter) MeetingKind(id string) (MeetingKind, bool) {
	index := slices.IndexFunc(c.Meetings, func(k MeetingKind) bool { return k.ID == id })
	if index < 0 {
		return MeetingKind{}, false
	}
	return c.Meetings[index], true
}

// FindMeeting refuses with UNKNOWN_MEETING a kind of meeting that the charter does not declare.
func (c Charter) FindMeeting(id string) (MeetingKind, error) {
	kind, found := c.MeetingKind(id)
	if !found {
		return kind, refusal.New(refusal.UnknownMeeting, "meeting", refusal.Clip(id))
	}
	return kind, nil
}

// AtMeeting reports whether a rule decides at meetings.
func (r Rule) AtMeeting() bool { return r.meeting != "" }

// DecidesBy reports whether there is a rule of a key, at a meeting or outside.
func (c Charter) DecidesBy(key Action) bool {
	return c.Rules[key] != nil || slices.ContainsFunc(c.Meetings, func(k MeetingKind) bool { return c.Rules[key.At(k.ID)] != nil })
}

// MeetingFor is the kind of meeting at which a matter is decided of which nobody says where: at
// none if a rule decides outside, else at the first kind that has a rule.
func (c Charter) MeetingFor(m Matter) string { return c.atMeeting(m).Meeting }

func (c Charter) atMeeting(m Matter) Matter {
	if m.Meeting = ""; len(c.Meetings) == 0 {
		return m
	}
	if _, err := c.RuleFor("", m); err == nil {
		return m
	}
	for _, kind := range c.Meetings {
		there := m
		there.Meeting = kind.ID
		if _, err := c.RuleFor("", there); err == nil {
			return there
		}
	}
	return m
}

// ChecksInFrom is from when members may say that they are at a meeting.
func (k MeetingKind) ChecksInFrom(begins time.Time) time.Time {
	before, _ := k.CheckIn.Parse()
	return begins.Add(-before)
}

// Convening returns the earliest beginning of a meeting of which notice is given at a moment.
func (c Charter) Convening(notice form.Duration, from time.Time) time.Time {
	if days := notice.Days(); days > 0 {
		return form.ClearDaysAfter(from, days, c.Zone)
	}
	return c.After(notice, from)
}

// QuorumRule is the rule by which a meeting has a quorum: who meets, and how many must be present.
func (k MeetingKind) QuorumRule(secondCall bool) Rule {
	quorum := k.Quorum
	if secondCall && k.SecondCall != nil {
		quorum = k.SecondCall.Quorum
	}
	rule := Rule{Electorate: k.Who, meeting: k.ID}
	if quorum != nil {
		rule.Pass = *quorum
	}
	return rule
}

// HasQuorum works out a quorum, of the ballot of its rule: met by anybody where there is none.
func (b Ballot) HasQuorum() Explanation {
	if b.Rule.Pass.isZero() {
		return Explanation{Kind: "all", Met: true, Certain: true}
	}
	return b.Explain()
}

// Assembly is who of those who may vote was at a meeting when a vote opened: those whom its
// rule names one by one by their ids, the others counted.
type Assembly struct {
	Parties []string `json:"parties,omitempty" metadata:",optional"`
	Blocs   []Bloc   `json:"blocs,omitempty" metadata:",optional"`
}

// Add enters a voter, one of those who are named one by one or not.
func (a *Assembly) Add(voter Voter, named []Voter) {
	if slices.ContainsFunc(named, func(v Voter) bool { return v.Party == voter.Party }) {
		a.Parties = append(a.Parties, voter.Party)
		return
	}
	a.Blocs = AddToBlocs(a.Blocs, voter.presence(), 1)
}

// ballots are those present as if each had voted for: so they are counted as votes are, by
// measures, groups and caps.
func (a *Assembly) ballots(named []Voter) []Cast {
	if a == nil {
		return nil
	}
	ballots := []Cast{}
	for _, voter := range named {
		if slices.Contains(a.Parties, voter.Party) {
			ballots = append(ballots, Cast{Voter: voter, Position: For})
		}
	}
	for _, bloc := range a.Blocs {
		voter := Voter{Class: bloc.Class, Group: bloc.Group, Weights: bloc.Weights, alike: bloc.Active - 1}
		ballots = append(ballots, Cast{Voter: voter, Position: For})
	}
	return ballots
}

func (v Voter) presence() Presence {
	return Presence{State: Active, Class: v.Class, Group: v.Group, Weights: v.Weights}
}

func headCount(casts []Cast) (count int) {
	for _, cast := range casts {
		count += 1 + cast.alike
	}
	return count
}

// countPresent is how much is there of whom a comparison speaks.
func (pb *preparedBallot) countPresent(e Expression) int64 {
	if pb.present == nil {
		return 0
	}
	e.Votes = CountTakingPart
	return pb.present.counts(e).of(CountTakingPart)
}

// withAllPresentVoting is a rule in which those present are those who vote: by it is looked
// whether one who is silent, and so may as well be absent, keeps anything from being decided.
func (r Rule) withAllPresentVoting() Rule {
	if !r.AtMeeting() {
		return r
	}
	r.Pass = r.Pass.withAllPresentVoting()
	for _, part := range []**Expression{&r.Fallback, &r.Veto} {
		if *part != nil {
			changed := (*part).withAllPresentVoting()
			*part = &changed
		}
	}
	return r
}

// withQuorum is a rule that demands the quorum of its meeting too, in the end that of a second
// call, where all who meet may vote: so it is found if one who stays away keeps it from ever being there.
func (c Charter) withQuorum(rule Rule) Rule {
	kind, found := c.MeetingKind(rule.meeting)
	if !found || !rule.Electorate.equal(kind.Who) {
		return rule
	}
	if quorum := kind.QuorumRule(kind.SecondCall != nil); !quorum.Pass.isZero() {
		rule.Pass = Expression{All: []Expression{quorum.Pass, rule.Pass}}
	}
	return rule
}

func (e Expression) withAllPresentVoting() Expression {
	for _, count := range []*Count{&e.Votes, &e.Of} {
		if *count == CountPresent {
			*count = CountTakingPart
		}
	}
	for _, list := range []*[]Expression{&e.All, &e.Any, &e.Not} {
		changed := make([]Expression, 0, len(*list))
		for _, inner := range *list {
			changed = append(changed, inner.withAllPresentVoting())
		}
		*list = changed
	}
	return e
}

// validateMeetings checks the kinds of meetings. Before version 6 there were none.
func (c Charter) validateMeetings(d *Defects) {
	if len(c.Meetings) == 0 || d.before(EngineSix, "meetings", "meetings") {
		return
	}
	checkIDs(d, "meetings", c.Meetings, MaxMeetings, func(k MeetingKind) (string, form.Names) { return k.ID, k.Names })
	for i, kind := range c.Meetings[:min(len(c.Meetings), MaxMeetings)] {
		path := "meetings[" + strconv.Itoa(i) + "]"
		c.validateWho(d, path+".who", kind.Who)
		c.validateRecorder(d, path+".conveners", kind.Conveners)
		c.validateRecorder(d, path+".chair", kind.Chair)
		c.validateNotice(d, path, kind)
		c.validateQuorum(d, path+".quorum", kind.Quorum)
		if kind.Proxies && c.Proxies == nil {
			d.add(path+".proxies", Undeclared, "what", "proxies", "value", "proxies")
		}
		if !slices.ContainsFunc(c.Rules.Keys(), func(key Action) bool { return key.Meeting() == kind.ID }) {
			d.add(path, NoUse, "because", "meeting")
		}
	}
}

// validateNotice checks how long before a meeting it is called, and what follows where it has
// no quorum.
func (c Charter) validateNotice(d *Defects, path string, kind MeetingKind) {
	d.checkDuration(path+".notice", kind.Notice, time.Second, MaxVoting)
	if _, fixed := kind.CheckIn.Parse(); kind.CheckIn != "" && !fixed {
		d.add(path+".checkIn", NotDuration, "value", refusal.Clip(string(kind.CheckIn)))
	} else {
		d.checkOptional(path+".checkIn", kind.CheckIn)
	}
	if kind.Adjournment != "" {
		d.checkDuration(path+".adjournment", kind.Adjournment, time.Second, MaxVoting)
	}
	if kind.SecondCall == nil {
		return
	}
	if kind.Quorum == nil {
		d.add(path+".secondCall", NoUse, "because", "quorum")
	}
	d.checkOptional(path+".secondCall.wait", kind.SecondCall.Wait)
	d.checkDuration(path+".secondCall.notice", kind.SecondCall.Notice, time.Second, MaxVoting)
	c.validateQuorum(d, path+".secondCall.quorum", kind.SecondCall.Quorum)
}

// validateQuorum checks a quorum: it counts those present, as a number or a share of all.
func (c Charter) validateQuorum(d *Defects, path string, quorum *Expression) {
	if quorum == nil {
		return
	}
	met := 0
	quorum.validate(d, c, path, 1, &met)
	quorum.eachComparison(func(leaf Expression) {
		if leaf.Votes != CountPresent {
			d.add(path+".votes", NotAmong, "value", refusal.Clip(string(leaf.Votes)), "choices", string(CountPresent))
		}
		if leaf.Of != "" && leaf.Of != CountElectorate {
			d.add(path+".of", NotAmong, "value", refusal.Clip(string(leaf.Of)), "choices", string(CountElectorate))
		}
	})
}

// checkMeetingOf enters a kind of meeting in a rule's key that there is not. Before version 6
// no key spoke of one.
func (c Charter) checkMeetingOf(d *Defects, path string, key Action) bool {
	if key.mark() == "" {
		return true
	}
	if d.before(EngineSix, path, key.mark()) {
		return false
	}
	c.checkDeclared(d, path, "meeting", key.Meeting())
	return true
}

// validateAtMeeting checks what is otherwise in a rule that decides at meetings: it is discussed
// there, and decided once those present have had the time to vote, in that one vote: its quorum is the
// meeting's. Elsewhere nobody is present.
func (c Charter) validateAtMeeting(d *Defects, path string, rule Rule) {
	if !rule.AtMeeting() {
		if c.presentWord() != "" && rule.countsPresent() {
			d.add(path, NoUse, "because", string(CountPresent))
		}
		return
	}
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"discussion", rule.Discussion != ""},
		{"early", rule.Early},
		{"open", rule.Open},
		{"clear", len(rule.Clear) > 0},
		{"steps", len(rule.Steps) > 0},
		{"extension", rule.Extension != nil},
		{"consent", rule.Consent != nil},
	} {
		if field.given {
			d.add(path+"."+field.name, NoUse, "because", "meetings")
		}
	}
	if kind, found := c.MeetingKind(rule.meeting); found {
		_, notice, _ := kind.Notice.Bounds()
		d.checkDuration(path+".expiry", rule.Expiry, notice, MaxVoting)
	}
}

// presentWord is how those present are called among what can be counted; empty where there are
// no meetings.
func (c Charter) presentWord() string {
	if len(c.Meetings) == 0 {
		return ""
	}
	return ", " + string(CountPresent)
}

func (r Rule) countsPresent() (counts bool) {
	for _, e := range r.expressions() {
		e.eachComparison(func(leaf Expression) { counts = counts || leaf.Votes == CountPresent || leaf.Of == CountPresent })
	}
	return counts
}
