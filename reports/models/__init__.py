"""Periods and the reports they expect, what was sent and how it was reviewed, what was made of it, who was told."""

from reports.models.annex import Annex
from reports.models.attachment import Attachment, AttachmentKind
from reports.models.consolidation import (
    BuildStep,
    Consolidation,
    ConsolidationFile,
    ConsolidationState,
    FileFormat,
)
from reports.models.consolidation_text import ConsolidationSection, Wording
from reports.models.content import DutyResult, DutyStatus, IndicatorValue, ReportSection, Section
from reports.models.extension import Extension
from reports.models.heartbeat import Heartbeat
from reports.models.notice import DeliveryState, Notice, NoticeKind
from reports.models.period import ReportingPeriod
from reports.models.report import Report
from reports.models.review import CommentAnswer, CommentTarget, Review, ReviewComment
from reports.models.signed_copy import SignedCopy
from reports.models.signed_plan import SignedPlan
from reports.models.submission import ReportEvent, Submission

__all__ = [
    "Annex",
    "Attachment",
    "AttachmentKind",
    "BuildStep",
    "CommentAnswer",
    "CommentTarget",
    "Consolidation",
    "ConsolidationFile",
    "ConsolidationSection",
    "ConsolidationState",
    "DeliveryState",
    "DutyResult",
    "DutyStatus",
    "Extension",
    "FileFormat",
    "Heartbeat",
    "IndicatorValue",
    "Notice",
    "NoticeKind",
    "Report",
    "ReportEvent",
    "ReportSection",
    "ReportingPeriod",
    "Review",
    "ReviewComment",
    "Section",
    "SignedCopy",
    "SignedPlan",
    "Submission",
    "Wording",
]
