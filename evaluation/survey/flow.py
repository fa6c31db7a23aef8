"""The survey's word in the evaluation's flow."""

from evaluation.evaluation.flow import EVALUATION
from evaluation.survey.guards import survey_is_enough

EVALUATION.requires("start_scoring", survey_is_enough)
