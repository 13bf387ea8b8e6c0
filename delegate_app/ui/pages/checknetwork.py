"""The step of the network: how far the measuring is, and what it has found."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from common.model.checks import Area, worst
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.checkwords import verdict_icon, verdict_role, verdict_word
from common.ui.text import isolated, label, paragraph
from delegate_app.core.checks.state import NetworkRun
from delegate_app.core.state import DelegateState
from delegate_app.ui.checktext import area_sentence, network_sentence, ordered, way_sentence
from delegate_app.ui.pages.checkbody import StepBody, card
from delegate_app.ui.widgets.progressring import ProgressRing
from delegate_app.ui.widgets.results import ResultList, VerdictMark


class NetworkStep(StepBody):
    """A ring while it is measured, the results as they come."""

    measure_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        sentence = self.tr("The very way that your voice will take is measured. It takes half a minute.")
        super().__init__("", sentence, parent)
        self.ring = ProgressRing(self.tr("Measuring the network"))
        self.again = IconButton(self.tr("Measure again"), "refresh")
        self._headline = label(self.tr("Measuring"), "display")
        self._doing = paragraph(ink="muted")
        self._verdict = VerdictMark("title")
        self._way = paragraph()
        self._results = ResultList()
        self._was_running = False
        self._lay_out()
        self.again.clicked.connect(self.measure_wanted)

    def show_state(self, state: DelegateState) -> None:
        """Show how far it is and what was found."""
        run, target = state.checks.network, state.checks.target
        self.ring.show_share(run.share, isolated(self.tr("{percent} %").format(percent=round(100 * run.share))))
        self._running.setVisible(run.is_running)
        self._headline.setText(self.tr("Waiting") if run.waits_s is not None else self.tr("Measuring"))
        self._doing.setText(network_sentence(run, target))
        self.again.setVisible(not run.is_running and target is not None)
        self._show_results(run)
        if self._was_running and not run.is_running and run.results:
            announce(self, f"{area_sentence(Area.NETWORK, run.results)}. {way_sentence(run.results)}".strip())
        self._was_running = run.is_running

    def _show_results(self, run: NetworkRun) -> None:
        is_over = not run.is_running and bool(run.results)
        verdict = worst(run.results)
        self._over.setVisible(not run.is_running)
        self._verdict.setVisible(is_over)
        self._verdict.show_verdict(verdict_icon(verdict), verdict_word(verdict), verdict_role(verdict))
        way = way_sentence(run.results) if is_over else ""
        self._way.setText(way)
        self._way.setVisible(bool(way))
        self._found.setVisible(bool(run.results))
        self._results.show_results(ordered(run.results) if is_over else run.results)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.addStretch()
        words.addWidget(self._headline)
        words.addWidget(self._doing)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_PX * 3)
        head.addWidget(self.ring)
        head.addLayout(words, 1)
        self._running = card(head)
        over = QHBoxLayout()
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(self._verdict)
        over.addStretch()
        over.addWidget(self.again)
        self._over = QWidget()
        self._over.setLayout(over)
        self._found = card(self._results)
        for part in (self._running, self._over, self._way, self._found):
            self.column.addWidget(part)
