package client

import (
	"context"
	"strconv"

	"allianceregistry/membership"
)

// listAll asks the own host for page after page until there is no next one.
func listAll[P, R any](ctx context.Context, c *Client, ask func(bookmark string) membership.Query[P], take func(P) ([]R, string)) ([]R, error) {
	return listAllBy(ctx, c, Ask[P], ask, take)
}

// listAllBy asks in a way, Ask or Agreed, for page after page until there is no next one.
func listAllBy[P, R any](ctx context.Context, c *Client, answer func(context.Context, *Client, membership.Query[P]) (P, error),
	ask func(bookmark string) membership.Query[P], take func(P) ([]R, string),
) ([]R, error) {
	var records []R
	for bookmark := ""; ; {
		page, err := answer(ctx, c, ask(bookmark))
		if err != nil {
			return nil, err
		}
		some, next := take(page)
		records = append(records, some...)
		if next == "" {
			return records, nil
		}
		bookmark = next
	}
}

// Roster returns an alliance's members in the order of their ids: those of now,
// or at a moment, see membership.GetRoster.
func (c *Client) Roster(ctx context.Context, alliance, at string) ([]membership.Member, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Roster] {
		return membership.GetRoster{Alliance: alliance, At: at, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Roster) ([]membership.Member, string) { return page.Members, page.Next })
}

// Electors returns who may vote on a proposal that was put to the vote, each with its
// vote, if it has voted, and while the vote runs with its proxy; see membership.Dossier.Electors.
func (c *Client) Electors(ctx context.Context, dossier membership.Dossier) ([]membership.Elector, error) {
	p := dossier.Proposal
	if p.Opened == nil {
		return nil, nil
	}
	charter, err := Ask(ctx, c, membership.GetCharter{Alliance: p.Alliance, Version: p.Charter})
	if err != nil {
		return nil, err
	}
	roster, err := c.Roster(ctx, p.Alliance, strconv.Itoa(p.Seal))
	if err != nil {
		return nil, err
	}
	electors, err := dossier.Electors(charter.Charter, roster)
	if err != nil || charter.Charter.Proxies == nil || p.Status != membership.Voting {
		return electors, err
	}
	proxies, err := c.Proxies(ctx, p.Alliance, "", "")
	if err != nil {
		return nil, err
	}
	return dossier.Represented(charter.Charter, electors, proxies)
}

// Awaited returns the members who may still vote on a proposal and have not; see
// membership.Dossier.Awaited.
func (c *Client) Awaited(ctx context.Context, dossier membership.Dossier) ([]string, error) {
	if dossier.Proposal.Status != membership.Voting {
		return nil, nil
	}
	electors, err := c.Electors(ctx, dossier)
	return membership.AwaitedOf(electors), err
}

// History returns every version of a membership, the oldest first.
func (c *Client) History(ctx context.Context, alliance, party string) ([]membership.Membership, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.History] {
		return membership.GetHistory{Alliance: alliance, Party: party, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.History) ([]membership.Membership, string) { return page.Versions, page.Next })
}

// Memberships returns a party's memberships, ended ones too.
func (c *Client) Memberships(ctx context.Context, party string) ([]membership.MembershipNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Memberships] {
		return membership.ListMemberships{Party: party, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Memberships) ([]membership.MembershipNow, string) {
		return page.Memberships, page.Next
	})
}

// Proposals returns an alliance's proposals, in the order of their ids.
func (c *Client) Proposals(ctx context.Context, alliance string) ([]membership.ProposalNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Proposals] {
		return membership.ListProposals{Alliance: alliance, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Proposals) ([]membership.ProposalNow, string) { return page.Proposals, page.Next })
}

// Mandates returns who may, or once might, act for an alliance.
func (c *Client) Mandates(ctx context.Context, alliance string) ([]membership.MandateNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Mandates] {
		return membership.ListMandates{Alliance: alliance, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Mandates) ([]membership.MandateNow, string) { return page.Mandates, page.Next })
}

// Alliances returns all alliances, in the order of their ids.
func (c *Client) Alliances(ctx context.Context) ([]membership.Alliance, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Alliances] {
		return membership.ListAlliances{Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Alliances) ([]membership.Alliance, string) { return page.Alliances, page.Next })
}

// Parties returns all parties, in the order of their ids.
func (c *Client) Parties(ctx context.Context) ([]membership.Party, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Parties] {
		return membership.ListParties{Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Parties) ([]membership.Party, string) { return page.Parties, page.Next })
}

// NamedHosts returns the hosts whose id is not their MSP ID, in the order of their ids, as
// most hosts agree: by them one knows whose word a host's is.
func (c *Client) NamedHosts(ctx context.Context) ([]membership.Host, error) {
	return listAllBy(ctx, c, Agreed[membership.Hosts], func(bookmark string) membership.Query[membership.Hosts] {
		return membership.ListHosts{Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Hosts) ([]membership.Host, string) { return page.Hosts, page.Next })
}

// Seals returns an alliance's seals, the oldest first.
func (c *Client) Seals(ctx context.Context, alliance string) ([]membership.Seal, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Seals] {
		return membership.ListSeals{Alliance: alliance, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Seals) ([]membership.Seal, string) { return page.Seals, page.Next })
}

// Claims returns what is claimed about a party or an alliance, as two hosts have it: who
// attests a claim has it from here.
func (c *Client) Claims(ctx context.Context, about string) ([]membership.Attested, error) {
	return listAllBy(ctx, c, Agreed[membership.Claims], func(bookmark string) membership.Query[membership.Claims] {
		return membership.ListClaims{About: about, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Claims) ([]membership.Attested, string) { return page.Claims, page.Next })
}

// Claimants returns who is said to have an identifier, as two hosts have it; see
// membership.Rivals.
func (c *Client) Claimants(ctx context.Context, scheme membership.Scheme, value string) ([]membership.Claimant, error) {
	return listAllBy(ctx, c, Agreed[membership.Claimants], func(bookmark string) membership.Query[membership.Claimants] {
		return membership.ListClaimants{Scheme: scheme, Value: value, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Claimants) ([]membership.Claimant, string) { return page.Claimants, page.Next })
}

// Acceptances returns which agreements of an alliance a party has accepted.
func (c *Client) Acceptances(ctx context.Context, alliance, party string) ([]membership.Acceptance, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Acceptances] {
		return membership.ListAcceptances{Alliance: alliance, Party: party, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Acceptances) ([]membership.Acceptance, string) {
		return page.Acceptances, page.Next
	})
}

// Figures returns all that was recorded of a figure, the oldest first.
func (c *Client) Figures(ctx context.Context, alliance, figure string) ([]membership.RecordedFigure, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Figures] {
		return membership.ListFigures{Alliance: alliance, Figure: figure, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Figures) ([]membership.RecordedFigure, string) { return page.Figures, page.Next })
}

// Seats returns who sits or sat in an organ: each party's last seat.
func (c *Client) Seats(ctx context.Context, alliance, organ string) ([]membership.SeatNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Seats] {
		return membership.ListSeats{Alliance: alliance, Organ: organ, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Seats) ([]membership.SeatNow, string) { return page.Seats, page.Next })
}

// Proxies returns the proxies of an alliance, former ones too: those of a principal, those of a
// holder, or all.
func (c *Client) Proxies(ctx context.Context, alliance, principal, holder string) ([]membership.ProxyNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Proxies] {
		return membership.ListProxies{Alliance: alliance, Principal: principal, Holder: holder, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Proxies) ([]membership.ProxyNow, string) { return page.Proxies, page.Next })
}

// Invitations returns invitations, former ones too: those that a question without a page asks for.
func (c *Client) Invitations(ctx context.Context, of membership.ListInvitations) ([]membership.InvitationNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.InvitationList] {
		of.Size, of.Bookmark = membership.MaxPage, bookmark
		return of
	}, func(page membership.InvitationList) ([]membership.InvitationNow, string) {
		return page.Invitations, page.Next
	})
}

// Meetings returns an alliance's meetings, all or those of one kind, in the order in which they
// were to begin.
func (c *Client) Meetings(ctx context.Context, alliance, kind string) ([]membership.MeetingNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Meetings] {
		return membership.ListMeetings{Alliance: alliance, Kind: kind, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Meetings) ([]membership.MeetingNow, string) { return page.Meetings, page.Next })
}

// Attendance returns who was at a meeting, session by session.
func (c *Client) Attendance(ctx context.Context, meeting string) ([]membership.Attendance, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Attendances] {
		return membership.ListAttendance{Meeting: meeting, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Attendances) ([]membership.Attendance, string) {
		return page.Attendances, page.Next
	})
}

// Recognitions returns the alliances that one recognizes, or did.
func (c *Client) Recognitions(ctx context.Context, alliance string) ([]membership.RecognitionNow, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Recognitions] {
		return membership.ListRecognitions{Alliance: alliance, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Recognitions) ([]membership.RecognitionNow, string) {
		return page.Recognitions, page.Next
	})
}

// Resolutions returns the documents that an alliance adopted.
func (c *Client) Resolutions(ctx context.Context, alliance string) ([]membership.Resolution, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Resolutions] {
		return membership.ListResolutions{Alliance: alliance, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Resolutions) ([]membership.Resolution, string) {
		return page.Resolutions, page.Next
	})
}
