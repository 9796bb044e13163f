package console

import (
	"cmp"
	"slices"
	"time"

	"allianceregistry/audit/index"
	"allianceregistry/internal/acting"
	"allianceregistry/internal/web"
	"allianceregistry/membership"
)

// partiesRow is a party in a list.
type partiesRow struct {
	Who who
	index.PartyRow
}

func (q *reader) parties() (web.Page, error) {
	found, err := q.index.Parties(q.ctx, q.rows())
	if err != nil {
		return web.Page{}, err
	}
	rows := make([]partiesRow, 0, len(found.Parties))
	for _, p := range found.Parties {
		rows = append(rows, partiesRow{q.named(p.Party.ID, p.Party.Names, pathTo("parties", p.Party.ID)), p})
	}
	return web.Page{Title: q.say("page.parties"), Template: "parties.html", Data: listed(q, rows, found.Next), Menu: "/parties"}, nil
}

// partyData is the page of a party.
type partyData struct {
	Who         who
	Party       index.PartyRow
	Versions    []membership.Party
	Memberships []membershipRow
	Timeline    []moment
	Proposals   []proposalRow
	Votes       list[voteRow]
	Claims      []membership.Attested
	Authorities []membership.Authority
	Vouched     []voteRow
}

// membershipRow is a membership as it is now.
type membershipRow struct {
	Alliance who
	Last     index.MemberPeriod
	Class    string
	Since    time.Time
	Runs     bool
	Forms    []acting.Form
}

// moment is something that happened to a party.
type moment struct {
	Time     time.Time
	Tone     string
	Text     string
	Alliance who
	Reason   string
	Proposal string
	Block    uint64
	Tx       string
}

func (q *reader) party() (web.Page, error) {
	id := q.r.PathValue("id")
	found, err := q.index.Party(q.ctx, id)
	if err != nil {
		return web.Page{}, err
	}
	d := partyData{Who: q.named(id, found.Party.Names, ""), Party: found}
	for _, fill := range []func(*partyData) error{q.fillRecord, q.fillMemberships, q.fillForms, q.fillVotes} {
		if err := fill(&d); err != nil {
			return web.Page{}, err
		}
	}
	return web.Page{
		Title: d.Who.Name, Template: "party.html", Data: d, Menu: "/parties",
		Above: []web.Link{{Name: q.say("page.parties"), Path: "/parties"}},
	}, nil
}

// fillRecord reads what is recorded of the party itself.
func (q *reader) fillRecord(d *partyData) error {
	var err error
	if d.Versions, err = everyPage(func(bookmark string) ([]membership.Party, string, error) {
		page, err := ask(q, membership.GetPartyHistory{Party: d.Who.ID, Size: membership.MaxPage, Bookmark: bookmark})
		return page.Versions, page.Next, err
	}); err != nil {
		return err
	}
	if d.Claims, err = everyPage(func(bookmark string) ([]membership.Attested, string, error) {
		page, err := ask(q, membership.ListClaims{About: d.Who.ID, Size: membership.MaxPage, Bookmark: bookmark})
		return page.Claims, page.Next, err
	}); err != nil {
		return err
	}
	authorities, err := ask(q, membership.ListAuthorities{Party: d.Who.ID})
	d.Authorities = authorities.Authorities
	return err
}

// fillMemberships reads the party's memberships, and makes a timeline of them.
func (q *reader) fillMemberships(d *partyData) error {
	periods, err := everyPage(func(bookmark string) ([]index.MemberPeriod, string, error) {
		page, err := q.index.Periods(q.ctx, index.PeriodFilter{Party: d.Who.ID, Page: index.Page{Size: index.MaxPage, Bookmark: bookmark, Oldest: true}})
		return page.Periods, page.Next, err
	})
	if err != nil {
		return err
	}
	d.Timeline = append(d.Timeline, moment{
		Time: d.Party.Party.Registered.Time, Text: q.say("page.registered"), Tx: d.Party.Party.Registered.Tx,
	})
	for _, version := range d.Versions[min(1, len(d.Versions)):] {
		d.Timeline = append(d.Timeline, moment{Time: version.Written.Time, Text: q.say("page.corrected"), Reason: version.Reason, Tx: version.Written.Tx})
	}
	last := map[string]int{}
	for _, period := range periods {
		league, class, err := q.classIn(period.Alliance, period.Class)
		if err != nil {
			return err
		}
		d.Timeline = append(d.Timeline, q.momentsOf(period, league, class, last, d.Memberships)...)
		row := membershipRow{Alliance: league, Last: period, Class: class, Since: period.Since, Runs: period.Until.IsZero()}
		if at, known := last[period.Alliance]; known {
			if before := d.Memberships[at]; before.Last.Until.Equal(period.Since) {
				row.Since = before.Since
			}
			d.Memberships[at] = row
			continue
		}
		last[period.Alliance] = len(d.Memberships)
		d.Memberships = append(d.Memberships, row)
	}
	slices.SortStableFunc(d.Timeline, func(a, b moment) int { return cmp.Compare(b.Time.UnixMilli(), a.Time.UnixMilli()) })
	return nil
}

// classIn is an alliance, and a class as its charter calls it.
func (q *reader) classIn(alliance, class string) (who, string, error) {
	league, err := q.league(alliance)
	if err != nil {
		return league, class, err
	}
	kept, err := q.charterOf(alliance, 0)
	if its, found := kept.Charter.Class(class); found {
		if name := q.text.Name(its.Names); name != "" {
			class = name
		}
	}
	return league, class, err
}

// momentsOf are the beginning of a period, and its end if the membership ended by it. What
// follows another without a break is a change.
func (q *reader) momentsOf(p index.MemberPeriod, league who, class string, last map[string]int, rows []membershipRow) []moment {
	key := "page.joinedAs"
	if at, known := last[p.Alliance]; known && rows[at].Last.Until.Equal(p.Since) {
		key = "page.becameAs"
	}
	begin := moment{
		Time: p.Since, Tone: tone(p.State), Text: q.say(key, "class", class, "state", q.text.Words(string(p.State))), Alliance: league,
		Proposal: p.Proposal, Block: p.Block, Tx: p.Tx,
	}
	if p.Ending == "" || p.Ended == nil {
		return []moment{begin}
	}
	return []moment{begin, {
		Time: p.Until, Tone: "bad", Text: q.say("page.endedAs", "ending", q.text.Words(endingKey(p.Ending))), Alliance: league, Reason: p.Reason,
		Block: p.Ended.Block, Tx: p.Ended.Tx,
	}}
}

// fillVotes reads what was proposed about the party, and how it voted.
func (q *reader) fillVotes(d *partyData) error {
	about, err := q.index.Proposals(q.ctx, index.ProposalFilter{Subject: d.Who.ID, Page: index.Page{Size: pageSize}})
	if err != nil {
		return err
	}
	if d.Proposals, err = q.proposalRows(about.Proposals); err != nil {
		return err
	}
	vouched, err := q.index.Endorsements(q.ctx, index.EndorsementFilter{To: d.Who.ID, Page: index.Page{Size: pageSize}})
	if err != nil {
		return err
	}
	if d.Vouched, err = q.voteRows(vouched.Votes); err != nil {
		return err
	}
	votes, err := q.index.Endorsements(q.ctx, index.EndorsementFilter{From: d.Who.ID, Page: q.rows()})
	if err != nil {
		return err
	}
	rows, err := q.voteRows(votes.Votes)
	d.Votes = listed(q, rows, votes.Next)
	return err
}

// voteRow is an endorsement in a list.
type voteRow struct {
	From, To, Alliance who
	index.Vote
}

func (q *reader) voteRows(votes []index.Vote) ([]voteRow, error) {
	rows := make([]voteRow, 0, len(votes))
	for _, vote := range votes {
		row := voteRow{Vote: vote}
		var err error
		if row.From, err = q.who(vote.Endorsement.Party); err != nil {
			return nil, err
		}
		if row.To, err = q.who(vote.To); err != nil {
			return nil, err
		}
		if row.Alliance, err = q.league(vote.Endorsement.Alliance); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
