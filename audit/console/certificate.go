package console

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

// maxVouchers is how many of those who vouched for a member a certificate names.
const maxVouchers = 10

// certificate is what a page says of one membership at one moment, on one sheet of paper.
// All of it is by the records as they were then, as a query of the Trust Registry Query
// Protocol is answered.
type certificate struct {
	Party, Alliance who
	Kind            charter.Kind
	// Day is what the form says; At is the moment that is meant.
	Day      string
	At       time.Time
	Class    string
	Standing membership.Standing
	// Since is when the membership began, Present the period that ran at the moment.
	Since   time.Time
	Present membership.Period
	// Admission is the case by which it was admitted; nil for a founder.
	Admission *index.Case
	Vouchers  []who
	More      int
	// Record is the record that says all this.
	Record recordPlace
	// Height and Hash are how many blocks were verified, and the last one's.
	Last uint64
	Hash string
}

// recordPlace is where a record stands, and the SHA-256 of what it says.
type recordPlace struct {
	Key, Digest string
	index.Origin
}

func (q *reader) certificate() (web.Page, error) {
	c := certificate{}
	var err error
	if c.At, c.Day, err = q.moment(); err != nil {
		return web.Page{}, err
	}
	alliance, party := q.r.PathValue("id"), q.r.PathValue("party")
	then := q.index.Past(q.ctx, c.At)
	if c.Standing, err = membership.Ask(then, c.At, membership.GetStanding{Alliance: alliance, Party: party}); err != nil {
		return web.Page{}, err
	}
	if err := q.fillMember(&c, then, alliance, party); err != nil {
		return web.Page{}, err
	}
	if err := q.fillNamed(&c, then, alliance, party); err != nil {
		return web.Page{}, err
	}
	at, err := q.index.Checkpoint(q.ctx)
	c.Last, c.Hash = at.Next-1, hex.EncodeToString(at.Previous)
	return below(c.Alliance, web.Page{
		Title: q.say("page.certificate"), Template: "certificate.html", Data: c, Above: []web.Link{{Name: c.Party.Name, Path: c.Party.Path}},
	}), err
}

// moment is the moment that a page is asked to be of, and how the form says it. It is never
// a later one than now: nobody knows what will be. It refuses page.later, and with BAD_TIME.
func (q *reader) moment() (time.Time, string, error) {
	latest := q.now
	if q.until.After(latest) { // this computer's clock is behind
		latest = q.until
	}
	asked := q.asked("at")
	if asked == "" {
		return latest, day(latest), nil
	}
	at, err := membership.ParseMoment(asked)
	switch {
	case err != nil:
		return at, asked, err
	case !at.After(latest):
		return at, day(at), nil
	case asked == day(latest): // of today, as far as it has come
		return latest, asked, nil
	}
	return at, asked, catalogue.NewError("page.later", "time", view.When(at))
}

// fillMember fills in what the membership's record says. It refuses with NOT_A_MEMBER.
func (q *reader) fillMember(c *certificate, then index.Past, alliance, party string) error {
	key := membership.MembershipKey(alliance, party)
	raw, origin, err := q.index.RecordAt(q.ctx, key, c.At)
	if err != nil {
		return err
	}
	member, _, _, err := index.PastRecord[membership.Membership](then, key)
	if err != nil {
		return err
	}
	ran := false
	if c.Present, ran = member.AtTime(c.At); !ran || c.Standing.Membership == charter.Ended {
		return refusal.New(refusal.NotAMember, "alliance", alliance, "party", party)
	}
	sum := sha256.Sum256(raw)
	c.Record = recordPlace{Key: key.String(), Digest: hex.EncodeToString(sum[:]), Origin: origin}
	begun := member.Since()
	c.Since = begun.Time
	for _, p := range member.Periods {
		if p.From == begun && p.Proposal != "" {
			return q.fillAdmission(c, p.Proposal)
		}
	}
	return nil
}

// fillAdmission fills in by what the party was admitted, and who vouched for it: of each
// party its last word counts.
func (q *reader) fillAdmission(c *certificate, proposal string) error {
	found, err := q.index.Decision(q.ctx, proposal)
	if err != nil {
		return err
	}
	c.Admission = &found
	for _, vote := range lastVotes(found.Votes) {
		if position := vote.Endorsement.Position; position != charter.For && position != charter.Sponsor {
			continue
		}
		one, err := q.who(vote.Endorsement.Party)
		if err != nil {
			return err
		}
		if slices.Contains(c.Vouchers, one) { // sponsored, and voted for
			continue
		}
		if len(c.Vouchers) == maxVouchers {
			c.More++
			continue
		}
		c.Vouchers = append(c.Vouchers, one)
	}
	return nil
}

// fillNamed fills in what the party, the alliance and the class were called.
func (q *reader) fillNamed(c *certificate, then index.Past, alliance, party string) error {
	league, _, _, err := index.PastRecord[membership.Alliance](then, membership.AllianceKey(alliance))
	if err != nil {
		return err
	}
	c.Alliance = q.named(alliance, league.Names, pathTo("alliances", alliance))
	its, _, found, err := index.PastRecord[membership.Party](then, membership.PartyKey(party))
	if err != nil {
		return err
	}
	c.Kind, c.Party = its.Kind, q.named(party, its.Names, pathTo("parties", party))
	if !found { // an alliance, say
		if c.Party, err = q.who(party); err != nil {
			return err
		}
	}
	bylaws, _, _, err := index.PastRecord[membership.CharterVersion](then, membership.CharterKey(alliance, league.Charter))
	q.calling(bylaws.Charter)
	c.Class = q.text.Class(c.Present.Class)
	return err
}

// lastVotes are the votes that count of several: each party's last one of each kind, in the
// order in which the first of them was given.
func lastVotes(votes []index.Vote) []index.Vote {
	type voter struct {
		party   string
		sponsor bool
	}
	var last []index.Vote
	at := map[voter]int{}
	for _, vote := range votes {
		who := voter{vote.Endorsement.Party, vote.Endorsement.Position == charter.Sponsor}
		if i, before := at[who]; before {
			last[i] = vote
			continue
		}
		at[who] = len(last)
		last = append(last, vote)
	}
	return last
}
