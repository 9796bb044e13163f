package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/minutes"
	"allianceregistry/client/naming"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) meetingCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "meeting", RunE: cli.Group}
	cmd.AddCommand(a.meetingCallCommand(), a.meetingAttendCommand(), a.meetingOpenCommand(), a.meetingAdjournCommand(), a.meetingCloseCommand(),
		a.meetingListCommand(), a.meetingShowCommand(), a.meetingMinutesCommand())
	return cmd
}

func (a *app) meetingCallCommand() *cobra.Command {
	var in membership.CallMeeting
	var begins string
	var items []string
	cmd := &cobra.Command{
		Use: "call", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Alliance, in.Kind = a.requestID(), args[0], args[1]
			if in.Begins, err = parseDay(begins); err != nil {
				return err
			}
			return a.with(cmd, func(ctx context.Context, s session) error {
				if in.Agenda, err = agendaOf(ctx, s, items); err != nil {
					return err
				}
				done, err := a.submit(ctx, s, in)
				if err != nil {
					return err
				}
				return a.Print(a.receipts(done))
			})
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&begins, "begins", "", "")
	cmd.Flags().StringVar(&in.Place, "place", "", "")
	cmd.Flags().StringArrayVar(&items, "item", nil, "")
	return a.addWriteFlags(cmd)
}

// proposalMark begins a matter of an agenda that is a proposal.
const proposalMark = "proposal:"

// agendaOf is an agenda of texts, and of proposals by their ids or the beginnings of them.
func agendaOf(ctx context.Context, s session, items []string) ([]membership.AgendaItem, error) {
	var agenda []membership.AgendaItem
	for _, item := range items {
		word, is := strings.CutPrefix(item, proposalMark)
		if !is {
			agenda = append(agenda, membership.AgendaItem{Title: item})
			continue
		}
		id, err := naming.ProposalID(ctx, s.Client, word)
		if err != nil {
			return nil, err
		}
		agenda = append(agenda, membership.AgendaItem{Proposal: id})
	}
	return agenda, nil
}

func (a *app) meetingAttendCommand() *cobra.Command {
	var in membership.Attend
	cmd := &cobra.Command{
		Use: "attend", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Meeting = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Principal, "proxy-for", "", "")
	cmd.Flags().BoolVar(&in.Leave, "leave", false, "")
	return a.addWriteFlags(cmd)
}

func (a *app) meetingOpenCommand() *cobra.Command {
	var in membership.OpenMeeting
	cmd := &cobra.Command{
		Use: "open", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Meeting = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	return a.addWriteFlags(cmd)
}

func (a *app) meetingAdjournCommand() *cobra.Command {
	var in membership.AdjournMeeting
	var begins string
	cmd := &cobra.Command{
		Use: "adjourn", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			in.Request, in.Meeting = a.requestID(), args[0]
			if in.Begins, err = parseDay(begins); err != nil {
				return err
			}
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&begins, "begins", "", "")
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) meetingCloseCommand() *cobra.Command {
	var in membership.CloseMeeting
	cmd := &cobra.Command{
		Use: "close", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Meeting = a.requestID(), args[0]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	cmd.Flags().StringVar(&in.Reason, "reason", "", "")
	return a.addWriteFlags(cmd)
}

func (a *app) meetingListCommand() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use: "list", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				meetings, err := s.Meetings(ctx, args[0], kind)
				if err != nil {
					return err
				}
				return a.Print(a.meetings(meetings))
			})
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "")
	return cmd
}

func (a *app) meetings(meetings []membership.MeetingNow) view.View {
	v := view.View{
		Data:    append([]membership.MeetingNow{}, meetings...),
		Columns: []string{"meeting", "kind", "begins", "state", "votes", "by", "tx"},
	}
	for _, m := range meetings {
		session := m.Sessions[len(m.Sessions)-1]
		v.Rows = append(v.Rows, []string{m.ID, m.Kind, view.When(session.Begins), a.text.Words("stage." + string(m.Status)), strconv.Itoa(m.Votes), m.By, m.Called.Tx})
	}
	return v
}

func (a *app) meetingShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				m, err := client.Ask(ctx, s.Client, membership.GetMeeting{ID: args[0]})
				if err != nil {
					return err
				}
				there, err := s.Attendance(ctx, args[0])
				if err != nil {
					return err
				}
				return a.Print(a.meeting(m, there))
			})
		},
	}
}

// shownMeeting is a meeting with who was there.
type shownMeeting struct {
	membership.MeetingNow
	Attendance []membership.Attendance `json:"attendance"`
}

func (a *app) meeting(m membership.MeetingNow, there []membership.Attendance) view.View {
	w := a.show()
	rows := w.Fields("meeting", m.ID, "alliance", m.Alliance, "kind", m.Kind, "state", a.text.Words("stage."+string(m.Status)), "place", m.Place,
		"by", m.By, "tx", m.Called.Tx)
	for i, item := range m.Agenda {
		rows = append(rows, []string{w.Label("item") + " " + strconv.Itoa(i+1), strings.TrimSpace(item.Title + " " + item.Proposal)})
	}
	for i, session := range m.Sessions {
		rows = append(rows, []string{w.Label("session") + " " + strconv.Itoa(i+1), view.When(session.Begins)})
		if session.Opened != nil {
			rows = append(rows, w.Fields("opened", view.When(session.Opened.Time)+"  "+session.Chair)...)
			rows = append(rows, a.text.Explanation(*session.Quorum, 1)...)
		}
		for _, one := range there {
			if one.Session == i+1 {
				rows = append(rows, []string{w.Label("attendance"), attended(one)})
			}
		}
	}
	return view.View{Data: shownMeeting{m, append([]membership.Attendance{}, there...)}, Columns: []string{"field", "value"}, Rows: rows}
}

// attended is from when to when a member was there, and by whom.
func attended(one membership.Attendance) string {
	said := one.Party
	for _, stay := range one.Stays {
		left := time.Time{}
		if stay.Left != nil {
			left = stay.Left.Time
		}
		said += "  " + strings.TrimSpace(view.When(stay.Came.Time)+" – "+view.When(left)) + "  " + stay.Proxy
	}
	return strings.TrimSpace(said)
}

// meetingMinutesCommand prints minutes as text, also where others print a table.
func (a *app) meetingMinutesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "minutes", Args: cli.Args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				records, err := s.MinutesOf(ctx, args[0])
				if err != nil {
					return err
				}
				if a.Output == "json" {
					return a.Print(view.View{Data: records})
				}
				_, err = fmt.Fprint(a.Out, minutes.Write(a.text, records))
				return err
			})
		},
	}
}
