package replay

import (
	"context"
	"fmt"

	"allianceregistry/audit/chain"
)

// Answers is one question with the answers of all hosts, in the order of the sides.
type Answers struct {
	Question
	Same    bool     `json:"same"`
	Answers []string `json:"answers"`
}

// compareAnswers asks all hosts the same questions.
func (s *comparer) compareAnswers(ctx context.Context) error {
	questions := s.questions
	if questions == nil {
		questions = defaultQuestions()
	}
	for i, question := range questions {
		s.progress.tell(PhaseQuestions, i, len(questions))
		if err := s.compareAnswer(ctx, question); err != nil {
			return err
		}
	}
	s.progress.tell(PhaseQuestions, len(questions), len(questions))
	return nil
}

// compareAnswer asks one question of all. Those are compared who have one height before and
// after it; the others are asked again, with all. What differs counts only if it differs
// twice: a peer writes a block, and then its state.
func (s *comparer) compareAnswer(ctx context.Context, q Question) error {
	for try, again := 1, false; ; try++ {
		before := s.heights(ctx)
		row, failed := s.ask(ctx, q)
		settled := s.settledPeers(before, s.heights(ctx))
		if err := ctx.Err(); err != nil {
			return err
		}
		differ := len(groupAnswers(row, failed, settled)) > 1
		if !row.Same && (differ && !again || !differ && try < s.tries) {
			again = differ
			if err := s.wait(ctx); err != nil {
				return err
			}
			continue
		}
		s.result.Answers = append(s.result.Answers, row)
		s.judgeAnswers(row, failed, settled)
		return nil
	}
}

// heights are the hosts' heights, 0 of one that does not say it.
func (s *comparer) heights(ctx context.Context) []uint64 {
	all := make([]uint64, len(s.peers))
	for i, peer := range s.peers {
		if height, err := peer.Height(ctx); err == nil {
			all[i] = height
		}
	}
	return all
}

// settledPeers reports which peers have the same height before and after, the one that those of
// most hosts have whose chain did not grow. Nobody is settled where two heights are as frequent.
func (s *comparer) settledPeers(before, after []uint64) []bool {
	by := map[uint64][]int{}
	for i, height := range before {
		if height > 0 && height == after[i] {
			by[height] = append(by[height], i)
		}
	}
	count := map[uint64]int{}
	for height, places := range by {
		count[height] = len(s.hostsAt(places))
	}
	best, alone := uint64(0), false
	for height, hosts := range count {
		switch {
		case hosts > count[best]:
			best, alone = height, true
		case hosts == count[best]:
			alone = false
		}
	}
	settled := make([]bool, len(before))
	for i, height := range before {
		settled[i] = alone && count[best] > 1 && height == best && height == after[i]
	}
	return settled
}

// groupAnswers are the indexes of those who are settled, and did not fail, by what they
// answer.
func groupAnswers(row Answers, failed map[int]error, settled []bool) map[string][]int {
	by := map[string][]int{}
	for i, answer := range row.Answers {
		if failed[i] == nil && settled[i] {
			by[answer] = append(by[answer], i)
		}
	}
	return by
}

// ask asks all hosts once; failed are those that did not answer.
func (s *comparer) ask(ctx context.Context, q Question) (row Answers, failed map[int]error) {
	row, failed = Answers{Question: q, Same: true}, map[int]error{}
	first := ""
	for i, peer := range s.peers {
		answer, err := peer.Ask(ctx, q.Name, q.Argument)
		if err != nil {
			if answer, err = refusalAnswer(err); err != nil {
				failed[i] = err
			}
		}
		text := string(normalize(answer))
		row.Answers = append(row.Answers, text)
		if failed[i] == nil {
			row.Same = row.Same && (first == "" || first == text)
			first = text
		}
	}
	return row, failed
}

// judgeAnswers names who is silent, who answers otherwise than most of those that are settled, and
// who does so without being settled: what differs may be only its height.
func (s *comparer) judgeAnswers(row Answers, failed map[int]error, settled []bool) {
	by := groupAnswers(row, failed, settled)
	for i, answer := range row.Answers {
		switch {
		case failed[i] != nil:
			s.addFinding(chain.Warning, PeerSilent, chain.Place{}, s.peers[i], "question", row.Name, "why", failed[i].Error())
		case !row.Same && !settled[i] && answer != s.majority(by):
			s.addFinding(chain.Warning, PeerMoving, chain.Place{}, s.peers[i], "tries", fmt.Sprint(s.tries))
		}
	}
	if len(by) < 2 {
		return
	}
	s.reportMinority(by, func(d discrepancy) {
		path := ""
		if found := diff("answer", "", []byte(d.expected), []byte(d.seen)); found != nil {
			path, d.expected, d.seen = found.path, found.expected, found.seen
		}
		s.addFinding(chain.Fault, AnswersDiffer, chain.Place{}, d.peer, "hosts", d.hosts, "others", d.others, "question", row.Name,
			"argument", string(row.Argument), "path", path, "expected", d.expected, "seen", d.seen)
	})
}
