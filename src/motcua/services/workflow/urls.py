from django.urls import path

from motcua.services.workflow.views import console, drawing, editing, step, trying

DRAFT = "quan-tri/quy-trinh/<str:code>/ban-<int:number>/"

urlpatterns = [
    path("quan-tri/quy-trinh/", console.processes, name="processes"),
    path("quan-tri/quy-trinh/nap/", console.upload, name="process-upload"),
    path("quan-tri/quy-trinh/moi/", console.new, name="process-new"),
    path("quan-tri/quy-trinh/<str:code>/", console.process, name="process"),
    path("quan-tri/quy-trinh/<str:code>/nap/", console.upload, name="process-upload-to"),
    path(DRAFT, console.process, name="process-version"),
    path(f"{DRAFT}bpmn/", console.download, name="process-bpmn"),
    path(f"{DRAFT}ban-hanh/", console.publish, name="process-publish"),
    path(f"{DRAFT}rut-lai/", console.take_back, name="process-take-back"),
    path(f"{DRAFT}soan/", console.start_draft, name="process-start-draft"),
    path(f"{DRAFT}hoan-tac/", console.undo, name="process-undo"),
    path(f"{DRAFT}bo/", console.discard, name="process-discard"),
    path(f"{DRAFT}sua/", editing.edit, name="process-edit"),
    path(f"{DRAFT}sua/tinh/", editing.reckon, name="process-reckon"),
    path(f"{DRAFT}sua/buoc/<str:node>/", step.step, name="process-step"),
    path(f"{DRAFT}ve/", drawing.draw, name="process-draw"),
    path(f"{DRAFT}thu/", trying.trial, name="process-try"),
]
