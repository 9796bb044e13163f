package audit

import (
	"context"
	"fmt"
	"strings"

	"allianceregistry/client/chain"
)

// answers asks all hosts the same questions.
func (s *sides) answers(ctx context.Context) error {
	questions := s.questions
	if questions == nil {
		questions = defaultQuestions()
	}
	for i, question := range questions {
		s.progress.tell(PhaseQuestions, i, len(questions))
		if err := s.answer(ctx, question); err != nil {
			return err
		}
	}
	s.progress.tell(PhaseQuestions, len(questions), len(questions))
	return nil
}

// answer asks one question of all, until nobody's chain grows meanwhile. What
// differs counts only if it differs twice: a peer writes a block, and then its state.
func (s *sides) answer(ctx context.Context, q Question) error {
	for try, again := 1, false; ; try++ {
		before, _ := s.heights(ctx)
		row, failed := s.ask(ctx, q)
		after, same := s.heights(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		still := same && before == after
		if !row.Same && (!still || !again) && try < s.tries {
			again = still
			if err := s.wait(ctx); err != nil {
				return err
			}
			continue
		}
		s.result.Answers = append(s.result.Answers, row)
		s.judge(row, failed, still)
		return nil
	}
}

// heights are all hosts' heights as a text, and whether they are one.
func (s *sides) heights(ctx context.Context) (text string, same bool) {
	seen := map[uint64]bool{}
	var all []string
	for _, peer := range s.peers {
		height, err := peer.Height(ctx)
		if err == nil {
			seen[height] = true
		}
		all = append(all, fmt.Sprint(height))
	}
	return strings.Join(all, " "), len(seen) == 1
}

// ask asks all hosts once; failed are those that did not answer.
func (s *sides) ask(ctx context.Context, q Question) (row Answers, failed map[int]error) {
	row, failed = Answers{Question: q, Same: true}, map[int]error{}
	first := ""
	for i, peer := range s.peers {
		answer, err := peer.Ask(ctx, q.Name, q.Argument)
		if err != nil {
			if answer, err = refused(err); err != nil {
				failed[i] = err
			}
		}
		text := string(normal(answer))
		row.Answers = append(row.Answers, text)
		if failed[i] == nil {
			row.Same = row.Same && (first == "" || first == text)
			first = text
		}
	}
	return row, failed
}

// judge names who is silent, and who answers otherwise than most.
func (s *sides) judge(row Answers, failed map[int]error, still bool) {
	by := map[string][]int{}
	for i, answer := range row.Answers {
		if failed[i] == nil {
			by[answer] = append(by[answer], i)
			continue
		}
		s.find(chain.Warning, PeerSilent, Place{}, s.peers[i], "question", row.Name, "why", failed[i].Error())
	}
	if len(by) < 2 {
		return
	}
	if !still { // heights differ: what differs may be only that
		s.find(chain.Warning, PeerMoving, Place{}, nil, "host", hostsOf(s.peers), "tries", fmt.Sprint(s.tries))
		return
	}
	s.minority(by, func(d sideBySide) {
		path := ""
		if found := differ("answer", "", []byte(d.expected), []byte(d.seen)); found != nil {
			path, d.expected, d.seen = found.path, found.expected, found.seen
		}
		s.find(chain.Fault, AnswersDiffer, Place{}, d.peer, "hosts", d.hosts, "others", d.others, "question", row.Name,
			"argument", string(row.Argument), "path", path, "expected", d.expected, "seen", d.seen)
	})
}

// hostsOf are the hosts of peers, in their order.
func hostsOf(peers []Peer) string {
	var hosts []string
	for _, peer := range peers {
		hosts = append(hosts, peer.Host())
	}
	return strings.Join(hosts, ", ")
}
